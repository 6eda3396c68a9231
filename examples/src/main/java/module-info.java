/// User code as users would write it: layers made of tensor operations.
module org.evenkeel.examples {
  requires transitive org.evenkeel;

  exports org.evenkeel.examples;

  provides org.evenkeel.nn.LayerFactory with
      org.evenkeel.examples.ScratchBatchNormFactory;
}
