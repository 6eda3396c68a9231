/// Pictures of a training run, as SVG and PNG.
///
/// [TrainingFigure] describes what to draw and gives the bytes of both. One drawing of
/// the chart goes onto two canvases: SVG, written as plain text without measuring a letter, so that
/// it needs no fonts and has the same bytes on every machine; and an image, drawn with AWT, which
/// is left out where the machine has no fonts.
///
/// AWT is first touched when the first PNG is drawn: a program that trains first and draws later
/// does not start slower for it.
package org.evenkeel.report;
