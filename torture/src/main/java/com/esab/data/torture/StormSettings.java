package com.esab.data.torture;

import java.time.Duration;

/**
 * How a storm is.
 *
 * @param length how long faults are made
 * @param calm how long each lane of faults rests at the most between two of them
 * @param workers how many programs save and archive
 * @param threads how many conversations each of them holds at once
 */
record StormSettings(Duration length, Duration calm, Durability durability, long seed, int workers, int threads) {}
