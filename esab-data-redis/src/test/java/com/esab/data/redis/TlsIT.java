package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Connections with TLS to a listener whose certificate is for the address 127.0.0.1. */
@ExtendWith(RealServers.class)
class TlsIT {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private RedisServer server;
    private ServerSocket listener;
    private int port;

    @BeforeEach
    void start(RedisServer shared) throws Exception {
        server = shared;
        KeyStore keys = selfSigned();
        trust(keys);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        listener = context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        port = listener.getLocalPort();
        inBackground(this::accept);
        System.setProperty(TRUST_STORE + "Password", new String(STORE_PASSWORD));
    }

    @AfterEach
    void close() throws IOException {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
        listener.close();
    }

    /** Ends TLS in front of the server, wherever that one runs. */
    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket plain = new Socket(server.host(), server.port());
            inBackground(() -> pump(client, plain));
            inBackground(() -> pump(plain, client));
        }
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            byte[] buffer = new byte[16 * 1024];
            int length;
            while ((length = from.getInputStream().read(buffer)) >= 0) {
                to.getOutputStream().write(buffer, 0, length);
                to.getOutputStream().flush();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one side has closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void a_store_works_over_tls_with_a_server_that_java_trusts() {
        System.setProperty(TRUST_STORE, folder.resolve("trusted.p12").toString());

        try (RedisSessions store = connect("127.0.0.1")) {
            store.cache().put("key", "value", Duration.ofMinutes(1));
            assertThat(store.cache().get("key")).contains("value");
            assertThat(store.health(Duration.ofSeconds(5)).connected()).isTrue();
        }
    }

    @Test
    void the_environment_asks_for_tls() {
        System.setProperty(TRUST_STORE, folder.resolve("trusted.p12").toString());
        Map<String, String> environment = Map.of(
                "REDIS_HOST",
                "127.0.0.1",
                "REDIS_PORT",
                Integer.toString(port),
                "REDIS_PASSWORD",
                server.password(),
                "REDIS_TLS",
                "true");

        try (SessionStore store = new RedisStoreProvider().connect(environment)) {
            store.cache().put("over TLS", "value", Duration.ofMinutes(1));
            assertThat(store.cache().get("over TLS")).contains("value");
        }
    }

    @Test
    void a_server_that_java_does_not_trust_is_refused() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> connect("127.0.0.1"))
                .withMessageContaining("certification path");
    }

    @Test
    void a_certificate_for_another_name_is_refused() {
        System.setProperty(TRUST_STORE, folder.resolve("trusted.p12").toString());

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> connect("localhost"))
                .withMessageContaining("No name matching localhost");
    }

    private RedisSessions connect(String host) {
        return RawRedis.patient().password(server.password()).connect("rediss://" + host + ":" + port);
    }

    private KeyStore selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD)))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        return keys;
    }

    private void trust(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("redis", keys.getCertificate("redis"));
        try (OutputStream out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
            trusted.store(out, STORE_PASSWORD);
        }
    }
}
