/// Folding: batch norms of a trained model become part of the layers before them.
///
/// The layers that can be folded are found in the graph of prediction, not by their names: so a user's own normalization folds like the
/// built-in one. The mathematics is in docs/folding.md.
package org.evenkeel.fold;
