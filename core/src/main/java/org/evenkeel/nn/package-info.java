/// Layers: small immutable values that write operations into a graph; a layer does no arithmetic itself.
///
/// A user's own layer implements [org.evenkeel.nn.Layer] in the same way as the built-in ones, and becomes known by name to saved models and
/// to the command-line tool through a [org.evenkeel.nn.LayerFactory] found by [java.util.ServiceLoader].
package org.evenkeel.nn;
