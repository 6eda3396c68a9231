/// The reference: every operation of a graph as plain loops in float64, in public layout (n, c, h,
/// w).
///
/// [org.evenkeel.reference.Reference] interprets any graph; the classes beside it hold the
/// operations by family, one screen each. They follow the formulas of docs/NUMERICS.md without
/// regard to the order of arithmetic, and everything fast is tested against them.
/// [org.evenkeel.reference.ReferenceEngine] trains a whole network this way.
package org.evenkeel.reference;
