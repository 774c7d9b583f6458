package com.esab.data.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections one by one, and remembers why the last could not be opened: a pool that tries again does not tell. */
final class ConnectionSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable SQLException failure;

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        try {
            Connection connection = super.getConnection(user, password);
            failure = null;
            return connection;
        } catch (SQLException e) {
            failure = e;
            throw e;
        }
    }

    /** Why the last connection could not be opened; empty when it could. */
    Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }
}
