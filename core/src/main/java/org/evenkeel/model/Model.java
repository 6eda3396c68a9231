package org.evenkeel.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Sequential;

/// A network together with the values of its parameters and states.
public final class Model {
  /// File that holds the layers.
  public static final String LAYERS_FILE = "model.json";

  /// File that holds the values.
  public static final String VALUES_FILE = "model.safetensors";

  private static final String CHECKSUM = "weights_sha256";

  private final Sequential network;
  private final VariableValues variables;
  private final List<String> classNames;
  private final Map<String, String> metadata;

  private Model(
      Sequential network,
      VariableValues variables,
      List<String> classNames,
      Map<String, String> metadata) {
    this.network = network;
    this.variables = variables;
    this.classNames = List.copyOf(classNames);
    this.metadata = Map.copyOf(metadata);
  }

  /// Returns a network with its first values, a function of the seed alone.
  public static Model initialize(Sequential network, long seed) {
    List<Variable> variables = network.trace(true).variables();
    return new Model(network, InitialWeights.of(variables, seed), List.of(), Map.of());
  }

  /// Returns this model with names for its classes, which files keep and predictions show.
  ///
  /// @throws IllegalArgumentException if there are not as many names as outputs
  public Model classNames(List<String> names) {
    int outputs = network.trace(false).outputShape().values();
    if (names.size() != outputs) {
      throw new IllegalArgumentException(
          "the network has %d outputs, expected as many class names, got %d"
              .formatted(outputs, names.size()));
    }
    return new Model(network, variables, names, metadata);
  }

  /// Returns this model with remarks about it, which files keep among their metadata.
  public Model metadata(Map<String, String> remarks) {
    return new Model(network, variables, classNames, remarks);
  }

  /// Returns a model of the same layers with values of its own, at first the same.
  public Model copy() {
    return new Model(network, variables.copy(), classNames, metadata);
  }

  /// Returns the layers.
  public Sequential network() {
    return network;
  }

  /// Returns the values of all variables; training changes them in place.
  public VariableValues variables() {
    return variables;
  }

  /// Returns the names of the classes, empty when nobody named them.
  public List<String> classNames() {
    return classNames;
  }

  /// Returns remarks about the model, as how it was folded; empty when nobody made any.
  public Map<String, String> metadata() {
    return metadata;
  }

  /// Returns the variable called `name`, as `batchNorm1.gamma`.
  ///
  /// @throws IllegalArgumentException if there is none
  public float[] values(String name) {
    return variables.of(
        variables.variables().stream()
            .filter(variable -> variable.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no variable is called " + name)));
  }

  /// Returns the number of learnable values.
  public int parameterCount() {
    return variables.variables().stream()
        .filter(Variable::learnable)
        .mapToInt(variable -> variable.shape().values())
        .sum();
  }

  /// Returns the number of values that nobody learns: states, and gamma and beta of frozen layers.
  public int stateCount() {
    return variables.variables().stream().mapToInt(v -> v.shape().values()).sum()
        - parameterCount();
  }

  /// Gives all stored statistics, counters and other states their first values back; parameters stay, learned or frozen.
  public void resetStatistics() {
    for (Variable variable : variables.variables()) {
      if (isStatistic(variable)) {
        InitialWeights.fill(variables.of(variable), variable.initializer(), 0);
      }
    }
  }

  private static boolean isStatistic(Variable variable) {
    return switch (variable.role()) {
      case MOVING_MEAN, MOVING_VARIANCE, STATE -> true;
      case WEIGHT, BIAS, GAMMA, BETA, PARAMETER -> false;
    };
  }

  /// Returns the layers whose stored statistics are, to the last bit, still what they started as: no training has updated them, so that a prediction does not
  /// normalize at all.
  public List<String> layersNeverUpdated() {
    Set<String> names = new LinkedHashSet<>();
    Set<String> updated = new HashSet<>();
    for (Variable variable : variables.variables()) {
      if (variable.role() == Role.MOVING_MEAN || variable.role() == Role.MOVING_VARIANCE) {
        float[] first = new float[variable.shape().values()];
        InitialWeights.fill(first, variable.initializer(), 0);
        (Arrays.equals(first, variables.of(variable)) ? names : updated).add(variable.layer());
      }
    }
    names.removeAll(updated);
    return List.copyOf(names);
  }

  /// Returns the SHA-256 of all values as little-endian float32: layer by layer in declaration order, in each weight, bias, gamma, beta, movingMean,
  /// movingVariance and then others, in public layout.
  public String weightsSha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Variable variable : inFileOrder()) {
        float[] values = variables.of(variable);
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private List<Variable> inFileOrder() {
    Map<String, List<Variable>> layers = new LinkedHashMap<>();
    for (Variable variable : variables.variables()) {
      layers.computeIfAbsent(variable.layer(), layer -> new ArrayList<>()).add(variable);
    }
    layers.values().forEach(layer -> layer.sort(Comparator.comparing(Variable::role)));
    return layers.values().stream().flatMap(List::stream).toList();
  }

  /// Writes `model.json` and `model.safetensors` into an existing folder, each moved into place when it is whole.
  ///
  /// @throws OutputException if a file cannot be written
  public void save(Path folder) {
    List<SafetensorsTensor> tensors = new ArrayList<>();
    for (Variable variable : inFileOrder()) {
      int[] shape = variable.shape().sizes().stream().mapToInt(Integer::intValue).toArray();
      tensors.add(SafetensorsTensor.f32(variable.name(), shape, variables.of(variable)));
    }
    Map<String, String> remarks = new LinkedHashMap<>(metadata);
    remarks.put(CHECKSUM, weightsSha256());
    Safetensors.write(folder.resolve(VALUES_FILE), tensors, remarks);
    AtomicFiles.write(folder.resolve(LAYERS_FILE), ModelJson.write(network, classNames).write());
  }

  /// Reads what [#save] wrote, with the layers that are registered.
  ///
  /// @throws ModelFileException if a file is missing or damaged, or values do not fit the layers: layer, expected, found
  public static Model load(Path folder) {
    return load(folder, LayerRegistry.load());
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws ModelFileException if a file is missing or damaged, or values do not fit the layers: layer, expected, found
  public static Model load(Path folder, LayerRegistry registry) {
    Path layers = folder.resolve(LAYERS_FILE);
    ModelJson.Description description = ModelJson.read(layers, registry);
    Sequential network = description.network(layers.toString());
    Safetensors file = Safetensors.read(folder.resolve(VALUES_FILE));
    VariableValues values = new VariableValues(network.trace(true).variables());
    for (Variable variable : values.variables()) {
      read(file, variable, values.of(variable), folder);
    }
    for (String name : file.names()) {
      if (values.variables().stream().noneMatch(variable -> variable.name().equals(name))) {
        throw new ModelFileException(
            "%s: holds %s, which no layer of %s has"
                .formatted(folder.resolve(VALUES_FILE), name, LAYERS_FILE));
      }
    }
    Map<String, String> remarks = new LinkedHashMap<>(file.metadata());
    remarks.remove(CHECKSUM);
    return new Model(network, values, description.classNames(), remarks);
  }

  private static void read(Safetensors file, Variable variable, float[] to, Path folder) {
    Path path = folder.resolve(VALUES_FILE);
    if (!file.names().contains(variable.name())) {
      throw new ModelFileException(
          "%s: layer %s: expected %s, found nothing".formatted(path, variable.layer(), variable));
    }
    List<Integer> found = java.util.Arrays.stream(file.shape(variable.name())).boxed().toList();
    if (!found.equals(variable.shape().sizes())) {
      throw new ModelFileException(
          "%s: layer %s: expected %s of shape %s, found %s"
              .formatted(path, variable.layer(), variable.key(), variable.shape().sizes(), found));
    }
    float[] values = file.floats(variable.name());
    System.arraycopy(values, 0, to, 0, to.length);
  }
}
