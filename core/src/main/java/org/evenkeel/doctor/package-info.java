/// The doctor: finds what ails the normalization of a network, from its graph, its values, its run, and data.
///
/// Illnesses, their thresholds and cures: docs/doctor.md.
package org.evenkeel.doctor;
