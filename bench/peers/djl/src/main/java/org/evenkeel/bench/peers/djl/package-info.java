/// PyTorch through DJL.
package org.evenkeel.bench.peers.djl;
