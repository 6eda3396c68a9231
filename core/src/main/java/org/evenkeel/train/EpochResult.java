package org.evenkeel.train;

import java.util.OptionalDouble;

/// What one epoch gave.
///
/// Loss and accuracy of training are running averages over the epoch, in training mode, each batch before its update.
///
/// @param epoch number of the epoch, from 1
/// @param trainLoss mean loss over the epoch's examples
/// @param trainAccuracy share of right answers
/// @param validationAccuracy share of right answers on validation data after the epoch, in prediction mode, if there are any
/// @param testAccuracy share of right answers on test data after the epoch, in prediction mode, if test data were given
/// @param rate learning rate of the epoch's last step
/// @param seconds time of training, data pipeline included, evaluation excluded
/// @param examples examples trained on
public record EpochResult(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    OptionalDouble validationAccuracy,
    OptionalDouble testAccuracy,
    double rate,
    double seconds,
    int examples) {}
