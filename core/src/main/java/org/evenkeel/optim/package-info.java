/// Optimizers: how parameters follow their gradients.
package org.evenkeel.optim;
