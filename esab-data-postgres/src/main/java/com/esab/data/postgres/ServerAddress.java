package com.esab.data.postgres;

import com.esab.data.error.ConfigurationException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the server is and who asks; never shows the password, nor an address that may hide one. */
final class ServerAddress {

    private static final String HOST = "(\\[[0-9A-Fa-f:.%]+]|[^@/?:,\\[\\]]+)(:\\d+)?";
    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql:(//" + HOST + "(," + HOST + ")*/)?[^@/?:]*(\\?.*)?");
    /** The values of the driver's {@code sslmode}. */
    static final Pattern SSL_MODE = Pattern.compile("disable|allow|prefer|require|verify-ca|verify-full");

    private static final Pattern PASSWORD_IN_URL = Pattern.compile("[?&][^=&]*password=");
    private static final String RULE = "jdbc:postgresql://host:port/database, with the password given apart";

    private final String jdbcUrl;
    private final String user;
    private final String password;

    /** @throws ConfigurationException when it is no such address */
    ServerAddress(String jdbcUrl, String user, String password) {
        String lowerCase = jdbcUrl.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(jdbcUrl).matches()
                || PASSWORD_IN_URL.matcher(lowerCase).find()) {
            // the driver would log a part of what it cannot read
            throw new ConfigurationException("not the address of a PostgreSQL database: it has the form " + RULE);
        }
        if (user.isBlank()) {
            throw new ConfigurationException("the PostgreSQL user is blank");
        }
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
        String sslMode =
                dataSource(Duration.ofSeconds(1), Duration.ofSeconds(1)).getSslMode();
        if (sslMode != null && !SSL_MODE.matcher(sslMode).matches()) {
            throw new ConfigurationException("sslmode is \"" + sslMode + "\", not " + SSL_MODE);
        }
    }

    /**
     * Opens connections one by one.
     *
     * @param opening how long that may take, in whole seconds
     * @param silence how long the server may be silent, in whole seconds
     */
    ConnectionSource dataSource(Duration opening, Duration silence) {
        ConnectionSource dataSource = new ConnectionSource();
        try {
            dataSource.setUrl(jdbcUrl);
        } catch (IllegalArgumentException e) {
            // neither message nor cause: both hold the address
            throw new ConfigurationException("not the address of a PostgreSQL database: it has the form " + RULE);
        }
        dataSource.setUser(user);
        dataSource.setPassword(password);
        dataSource.setConnectTimeout(wholeSeconds(opening));
        dataSource.setLoginTimeout(wholeSeconds(opening));
        dataSource.setSocketTimeout(wholeSeconds(silence));
        dataSource.setTcpKeepAlive(true);
        // the details of an error quote rows, that is what people said
        dataSource.setLogServerErrorDetail(false);
        if (dataSource.getApplicationName() == null) {
            dataSource.setApplicationName("esab-data");
        }
        return dataSource;
    }

    private static int wholeSeconds(Duration duration) {
        return (int) duration.plusMillis(999).toSeconds();
    }

    /** Host, port and database. */
    @Override
    public String toString() {
        int parameters = jdbcUrl.indexOf('?');
        return parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
    }
}
