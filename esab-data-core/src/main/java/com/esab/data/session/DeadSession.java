package com.esab.data.session;

/**
 * A session that the archive refuses again and again. The cache keeps its record.
 *
 * @param id the session's id
 * @param tries how many times it was refused
 * @param reason why it was refused the last time
 */
public record DeadSession(SessionId id, int tries, String reason) {}
