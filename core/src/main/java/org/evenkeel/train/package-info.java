/// Training and evaluation: the loop over epochs and minibatches, on the SIMD engine or on the float64 reference.
package org.evenkeel.train;
