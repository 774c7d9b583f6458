/** Measures how the compatibility engine grows with the catalogue, beside what it could reach and what Cypher takes. */
@NullMarked
package com.esab.data.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
