/// Normalization layers. The mathematics of batch normalization is walked through in docs/batch-norm.md.
package org.evenkeel.nn.norm;
