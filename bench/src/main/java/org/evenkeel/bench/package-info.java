/// Measures Evenkeel against the machine's own limits and against other libraries. Never shipped.
///
/// [MachinePeak] says what the processor and the memory can do; [CompareTraining] runs whole
/// trainings, Evenkeel's and a peer's in turn, each in a process of its own. The peers are a
/// separate build (`bench/peers`), which the project's own build never resolves.
package org.evenkeel.bench;
