/// The lottery of the last batches: how much the final test accuracy of the same run wanders from seed to seed, and what stills it.
package org.evenkeel.bench.lottery;
