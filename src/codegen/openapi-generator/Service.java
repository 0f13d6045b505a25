import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openapitools.codegen.ClientOptInput;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.Generator;
import org.openapitools.codegen.api.TemplateProcessor;
import org.openapitools.codegen.config.CodegenConfigurator;
import org.slf4j.LoggerFactory;

/**
 * OpenAPI Generator kept warm: one request a line on standard input, one answer a line on standard output.
 * Request: {"id", "language", "input", "output", "properties": {…}}. Answer: {"id", "ok", "error", "warnings": […]},
 * where the warnings are what the generator logged of this request, each message once.
 */
public final class Service {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_WARNINGS = 500;
  private static final int MAX_WARNING_LENGTH = 2000;
  /** A request is worked on by one thread, which logs here. */
  private static final ThreadLocal<Set<String>> WARNINGS = ThreadLocal.withInitial(LinkedHashSet::new);

  public static void main(String[] args) throws Exception {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    // The generator writes its log to standard output, which belongs to the answers.
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    Thread watch = new Thread(Service::endWhereMemoryRunsOut, "memory");
    watch.setDaemon(true);
    watch.start();
    collectWarnings();
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[0]));
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonNode request = JSON.readTree(line);
      threads.submit(() -> {
        ObjectNode answer = answer(request);
        synchronized (answers) {
          answers.println(answer);
        }
      });
    }
    System.exit(0);
  }

  /**
   * A full heap does not end the JVM: it collects garbage again and again, each time to win a little. Where that took
   * nine tenths of ten seconds there is not enough memory; 3 is the exit code of ExitOnOutOfMemoryError.
   */
  private static void endWhereMemoryRunsOut() {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      long start = System.nanoTime();
      long before = collecting();
      try {
        Thread.sleep(10_000);
      } catch (InterruptedException interrupted) {
        return;
      }
      long passed = (System.nanoTime() - start) / 1_000_000;
      boolean full = runtime.totalMemory() - runtime.freeMemory() > runtime.maxMemory() / 10 * 7;
      if (full && collecting() - before > passed / 10 * 9) runtime.halt(3);
    }
  }

  private static long collecting() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
  }

  /** Takes the log of the generator and of its parser: warnings and errors, by the thread that they come from. */
  private static void collectWarnings() {
    AppenderBase<ILoggingEvent> collector = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        Set<String> warnings = WARNINGS.get();
        String message = event.getFormattedMessage();
        if (message == null || message.isBlank() || warnings.size() >= MAX_WARNINGS) return;
        warnings.add(message.length() > MAX_WARNING_LENGTH ? message.substring(0, MAX_WARNING_LENGTH) : message);
      }
    };
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    collector.setContext(context);
    collector.start();
    for (String name : new String[] {"org.openapitools", "io.swagger"}) {
      Logger logger = context.getLogger(name);
      logger.detachAndStopAllAppenders();
      logger.setLevel(Level.WARN);
      logger.setAdditive(false);
      logger.addAppender(collector);
    }
  }

  private static ObjectNode answer(JsonNode request) {
    WARNINGS.get().clear();
    ObjectNode answer = tryToGenerate(request);
    ArrayNode warnings = answer.putArray("warnings");
    WARNINGS.get().forEach(warnings::add);
    return answer;
  }

  private static ObjectNode tryToGenerate(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("id", request.get("id").asText());
    try {
      generate(request);
      return answer.put("ok", true);
    } catch (Throwable error) {
      StringBuilder message = new StringBuilder();
      for (Throwable cause = error; cause != null && message.length() < 4000; cause = cause.getCause()) {
        message.append(message.length() == 0 ? "" : ": ").append(cause.getMessage());
      }
      return answer.put("ok", false).put("error", message.toString());
    }
  }

  private static void generate(JsonNode request) {
    Map<String, Object> properties = new LinkedHashMap<>();
    request.get("properties").fields().forEachRemaining(e -> properties.put(e.getKey(), e.getValue().asText()));
    properties.put("hideGenerationTimestamp", "true");
    CodegenConfigurator configurator = new CodegenConfigurator()
        .setGeneratorName(request.get("language").asText())
        .setInputSpec(request.get("input").asText())
        .setOutputDir(request.get("output").asText())
        .setSkipOperationExample(true)
        .setValidateSpec(false)
        .setStrictSpecBehavior(false)
        .setAdditionalProperties(properties);
    if (properties.containsKey("gitUserId")) configurator.setGitUserId(properties.get("gitUserId").toString());
    if (properties.containsKey("gitRepoId")) configurator.setGitRepoId(properties.get("gitRepoId").toString());
    if (properties.containsKey("gitHost")) configurator.setGitHost(properties.get("gitHost").toString());
    DefaultGenerator generator = new ConfinedGenerator(Path.of(request.get("output").asText()));
    generator.setGenerateMetadata(false);
    generator.opts(configurator.toClientOptInput()).generate();
  }

  /** Writes nothing outside the output folder: its own check does not see a `..` within a path. */
  private static final class ConfinedGenerator extends DefaultGenerator {
    private final Path output;

    ConfinedGenerator(Path output) {
      this.output = output.toAbsolutePath().normalize();
    }

    @Override
    public Generator opts(ClientOptInput input) {
      super.opts(input);
      TemplateProcessor inner = templateProcessor;
      templateProcessor = new TemplateProcessor() {
        @Override
        public File write(Map<String, Object> data, String template, File target) throws IOException {
          return inner.write(data, template, inside(target));
        }

        @Override
        public File writeToFile(String name, byte[] content) throws IOException {
          return inner.writeToFile(inside(new File(name)).getPath(), content);
        }

        @Override
        public void ignore(Path path, String context) {
          inner.ignore(path, context);
        }

        @Override
        public void skip(Path path, String context) {
          inner.skip(path, context);
        }

        @Override
        public void error(Path path, String context) {
          inner.error(path, context);
        }
      };
      return this;
    }

    private File inside(File target) {
      Path path = target.toPath().toAbsolutePath().normalize();
      if (path.startsWith(output) && !path.equals(output)) return path.toFile();
      throw new IllegalArgumentException("A file would be outside the output folder: " + output.relativize(path));
    }
  }
}
