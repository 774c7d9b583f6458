package com.esab.data.operations.cli;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.error.StoreUnavailableException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code esab-data}: sets up, watches, saves and mends the three databases. */
@Command(
        name = "esab-data",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Sets up, watches, backs up and mends the databases of esab-data.",
        subcommands = {
            InitCommand.class,
            MigrateCommand.class,
            RollbackCommand.class,
            StatusCommand.class,
            ValidateCommand.class,
            HealthCommand.class,
            MetricsCommand.class,
            BackupCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            BackupsCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            FsckCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nThe environment says where the databases are:%n",
        footer = {
            "  NEO4J_URI, NEO4J_USERNAME (neo4j), NEO4J_PASSWORD, NEO4J_DATABASE (neo4j)",
            "  POSTGRES_HOST (localhost), POSTGRES_PORT (5432), POSTGRES_DB (pconfig), POSTGRES_USER (postgres),",
            "  POSTGRES_PASSWORD, POSTGRES_SSLMODE (prefer)",
            "  REDIS_HOST (localhost), REDIS_PORT (6379), REDIS_USERNAME, REDIS_PASSWORD, REDIS_DB (0), REDIS_TLS (false),",
            "  REDIS_CLUSTER (false), REDIS_SENTINEL_MASTER, REDIS_SENTINEL_PASSWORD",
            "  BACKUP_DIR (backups), RETENTION_DAYS (7), BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE",
            "",
            "Exit codes: 0 done; 1 failed; 2 wrong usage or configuration; 3 found something to be looked at;",
            "4 a database does not answer; 5 not confirmed.",
        })
public final class EsabDataCommand implements Runnable {

    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int FOUND = 3;
    static final int UNAVAILABLE = 4;
    static final int NOT_CONFIRMED = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    final Surroundings surroundings;

    EsabDataCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        // what a command has to say it prints; the log is for whoever looks for a fault
        System.getProperties().putIfAbsent("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(commandLine(Surroundings.ofProcess()).execute(arguments));
    }

    /** The command line with these surroundings; what it prints goes where they say. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new EsabDataCommand(surroundings));
        line.setOut(new PrintWriter(surroundings.out(), true));
        line.setErr(new PrintWriter(surroundings.err(), true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(EsabDataCommand::failed);
        return line;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int failed(Exception failure, CommandLine line, ParseResult arguments) throws Exception {
        PrintWriter err = line.getErr();
        if (failure instanceof InvalidCatalogException invalid) {
            err.println("esab-data: nothing was changed: " + invalid.problems().size() + " problems");
            invalid.problems().forEach(problem -> err.println("  " + problem));
            return FAILED;
        }
        if (failure instanceof EsabDataException || failure instanceof IllegalArgumentException) {
            err.println("esab-data: " + failure.getMessage());
            return failure instanceof StoreUnavailableException
                    ? UNAVAILABLE
                    : failure instanceof ConfigurationException ? USAGE : FAILED;
        }
        throw failure;
    }

    /** What a command finds around it: the environment, where to print, and who answers its questions. */
    record Surroundings(
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            boolean terminal,
            Confirmation confirmation) {

        static Surroundings ofProcess() {
            return new Surroundings(System.getenv(), System.out, System.err, Terminal.isThere(), Terminal::confirms);
        }
    }

    /** Asks a person. */
    interface Confirmation {

        /** Whether the answer was yes; false where nobody can be asked. */
        boolean confirms(String question);
    }
}
