package org.evenkeel.train;

/// How a model does on data; in prediction mode, if nothing else is said.
///
/// @param loss mean loss
/// @param accuracy share of right answers
/// @param examples number of examples
public record Evaluation(double loss, double accuracy, int examples) {}
