package com.esab.data.torture;

import java.time.Duration;

/**
 * How a storm is.
 *
 * @param length how long faults are made
 * @param workers how many programs save and archive
 * @param threads how many conversations each of them holds at once
 */
record StormSettings(Duration length, Durability durability, long seed, int workers, int threads) {}
