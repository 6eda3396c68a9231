/// Models on disk: safetensors files read and written byte for byte, the JSON that goes with them,
/// and files that appear whole or not at all.
package org.evenkeel.model;
