/// The command-line tool: parses options, calls the core and the report, prints.
package org.evenkeel.cli;
