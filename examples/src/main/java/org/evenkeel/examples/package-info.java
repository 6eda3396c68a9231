/// Examples of user code, the from-scratch batch normalization layer first.
package org.evenkeel.examples;
