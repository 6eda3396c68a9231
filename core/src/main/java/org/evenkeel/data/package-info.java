/// Data sets: examples kept as bytes, read from IDX files, verified, shuffled and cut into batches.
package org.evenkeel.data;
