package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.kernel.Slab;

/// The batch that a plan is working on: filled in before each run, read by its steps.
final class Run {
  final Pixels pixels = new Pixels();
  byte[] labels = new byte[0];
  int[] order = new int[0];
  int orderAt;
  int examples;

  /// Position of the first example in its batch, where what runs is a part of one.
  int position;

  int slabs;
  long step;
  long steps;
  private final List<FloatInput> floatInputs = new ArrayList<>();

  /// Returns the input called `name`, new if no step reads it yet.
  FloatInput floatInput(String name, int values) {
    for (FloatInput input : floatInputs) {
      if (input.name().equals(name) && input.values() == values) {
        return input;
      }
    }
    FloatInput input = new FloatInput(name, values);
    floatInputs.add(input);
    return input;
  }

  /// Returns the inputs that steps read besides images and labels.
  List<FloatInput> floatInputs() {
    return floatInputs;
  }

  void batch(int from, int count) {
    orderAt = from;
    examples = count;
    slabs = Slab.count(count);
  }

  /// Returns how far training has come, in [0, 1]; 1 where nobody said how many steps there are.
  double progress() {
    return step >= steps ? 1 : (double) step / steps;
  }

  int lanes(int slab) {
    return Slab.presentLanes(slab, examples);
  }
}
