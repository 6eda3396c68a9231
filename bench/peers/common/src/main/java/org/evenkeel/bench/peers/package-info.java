/// What the peers share: their task, their images, and how they report. Nothing of Evenkeel is on
/// their class path.
package org.evenkeel.bench.peers;
