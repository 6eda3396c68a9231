/// Pictures of training runs, as SVG and PNG.
module org.evenkeel.report {
  requires java.desktop;

  exports org.evenkeel.report;
}
