/// TensorFlow through its Java API.
package org.evenkeel.bench.peers.tensorflow;
