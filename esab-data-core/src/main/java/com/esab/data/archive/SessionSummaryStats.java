package com.esab.data.archive;

import java.util.OptionalDouble;

/**
 * The archive in numbers; tombstones are not counted.
 *
 * @param totalSessions all archived sessions
 * @param uniqueUsers the users they belong to; anonymous sessions have none
 * @param avgMessagesPerSession over the sessions that are not active; empty when there is none
 * @param avgSessionDurationSeconds over the sessions that are not active; empty when there is none
 * @param finalizedSessions those whose configuration was confirmed
 * @param completedSessions those that were completed
 * @param abandonedSessions those that were abandoned
 * @param activeSessions those that still go on
 */
public record SessionSummaryStats(
        long totalSessions,
        long uniqueUsers,
        OptionalDouble avgMessagesPerSession,
        OptionalDouble avgSessionDurationSeconds,
        long finalizedSessions,
        long completedSessions,
        long abandonedSessions,
        long activeSessions) {}
