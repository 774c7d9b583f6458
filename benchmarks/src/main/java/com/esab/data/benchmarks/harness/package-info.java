/** What every measured path shares: the servers, the runs, the costs on the wire, and the report. */
@NullMarked
package com.esab.data.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
