/// What the machine can do at best, measured briefly: the peaks that percentages are taken of.
package org.evenkeel.measure;
