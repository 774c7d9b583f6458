package com.esab.data.archive;

import com.esab.data.session.UserId;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What the archive knows of a user, in numbers.
 *
 * @param avgMessages over the sessions that are not active; empty when there is none
 * @param avgDurationSeconds over the sessions that are not active; empty when there is none
 * @param lastSessionDate when the latest session began
 * @param finalizedCount how many configurations were confirmed
 */
public record UserSessionHistory(
        UserId userId,
        long totalSessions,
        OptionalDouble avgMessages,
        OptionalDouble avgDurationSeconds,
        Instant lastSessionDate,
        long finalizedCount) {}
