/// Evenkeel's side of the contests: one task in a process of its own.
package org.evenkeel.bench.worker;
