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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openapitools.codegen.ClientOptInput;
import org.openapitools.codegen.CodegenConfig;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.Generator;
import org.openapitools.codegen.TemplateManager;
import org.openapitools.codegen.api.TemplatePathLocator;
import org.openapitools.codegen.api.TemplatingEngineAdapter;
import org.openapitools.codegen.config.CodegenConfigurator;
import org.openapitools.codegen.templating.CommonTemplateContentLocator;
import org.openapitools.codegen.templating.GeneratorTemplateContentLocator;
import org.openapitools.codegen.templating.MustacheEngineAdapter;
import org.openapitools.codegen.templating.TemplateManagerOptions;
import org.slf4j.LoggerFactory;

/**
 * OpenAPI Generator kept warm: one request a line on standard input, one answer a line on standard output.
 * Request: {"id", "language", "input", "output", "properties": {…}}, where the output is a folder.
 * Answer: {"id", "ok", "error", "files": [[path, bytes], …], "warnings": […]}. The files are in the file `content` of that
 * folder, one after the other; the warnings are what the generator logged of this request, each message once.
 */
public final class Service {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT = "content";
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
      generate(request, answer.putArray("files"));
      return answer.put("ok", true);
    } catch (Throwable error) {
      StringBuilder message = new StringBuilder();
      for (Throwable cause = error; cause != null && message.length() < 4000; cause = cause.getCause()) {
        message.append(message.length() == 0 ? "" : ": ").append(cause.getMessage());
      }
      return answer.put("ok", false).put("error", message.toString());
    }
  }

  private static void generate(JsonNode request, ArrayNode files) throws IOException {
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
    ClientOptInput input = configurator.toClientOptInput();
    CodegenConfig config = input.getConfig();
    TemplatingEngineAdapter engine = config.getTemplatingEngine();
    if (engine instanceof MustacheEngineAdapter) {
      MustacheEngineAdapter mustache = (MustacheEngineAdapter) engine;
      mustache.setCompiler(mustache.getCompiler().withFormatter(Service::textOf));
    }
    try (Output output = new Output(config, Path.of(request.get("output").asText()), files)) {
      DefaultGenerator generator = new IntoOutput(output);
      generator.setGenerateMetadata(false);
      generator.opts(input).generate();
    }
  }

  /** How templates write a value. Those with parts are written when the text is asked for, and never are empty. */
  private static CharSequence textOf(Object value) {
    boolean hasParts = value instanceof Map || value instanceof Collection
        || value != null && value.getClass().getName().startsWith("org.openapitools.codegen.");
    return hasParts ? new TextWithParts(value) : String.valueOf(value);
  }

  /**
   * Each section of a template asks whether its value's text is empty, and an operation's is long: to write it for that
   * was a fifth of a warm request's time. Whoever writes a text takes it whole, as a string.
   */
  private static final class TextWithParts implements CharSequence {
    private final Object value;

    TextWithParts(Object value) {
      this.value = value;
    }

    @Override
    public int length() {
      return 1;
    }

    @Override
    public char charAt(int index) {
      return toString().charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return toString().subSequence(start, end);
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  /** Generates into an `Output`. */
  private static final class IntoOutput extends DefaultGenerator {
    private final Output output;

    IntoOutput(Output output) {
      this.output = output;
    }

    @Override
    public Generator opts(ClientOptInput input) {
      super.opts(input);
      templateProcessor = output;
      return this;
    }
  }

  /**
   * Takes what templates make one after the other into one file: to make and remove a thousand files was two fifths of a
   * warm build's time. Takes nothing that would be outside the output folder: the generator's own check does not see a
   * `..` within a path.
   */
  private static final class Output extends TemplateManager implements AutoCloseable {
    private final Path folder;
    private final ArrayNode files;
    private final OutputStream content;
    private final CodegenConfig config;
    private final Set<Path> tests = new HashSet<>();

    Output(CodegenConfig config, Path folder, ArrayNode files) throws IOException {
      super(
          new TemplateManagerOptions(false, false),
          config.getTemplatingEngine(),
          new TemplatePathLocator[] {new GeneratorTemplateContentLocator(config), new CommonTemplateContentLocator()});
      this.folder = folder.toAbsolutePath().normalize();
      this.files = files;
      this.content = Files.newOutputStream(folder.resolve(CONTENT));
      this.config = config;
    }

    @Override
    public File writeToFile(String name, byte[] bytes) throws IOException {
      Path path = normal(name);
      // Where two have a test of one name the generator leaves the first, when it is on disk.
      if (isTest(path) && !tests.add(path)) return path.toFile();
      if (!path.startsWith(folder) || path.equals(folder)) {
        throw new IllegalArgumentException("A file would be outside the output folder: " + folder.relativize(path));
      }
      content.write(bytes);
      String relative = folder.relativize(path).toString().replace(File.separatorChar, '/');
      files.addArray().add(relative).add(bytes.length);
      return path.toFile();
    }

    private boolean isTest(Path path) {
      Path parent = path.getParent();
      return !config.apiTestTemplateFiles().isEmpty() && parent.equals(normal(config.apiTestFileFolder()))
          || !config.modelTestTemplateFiles().isEmpty() && parent.equals(normal(config.modelTestFileFolder()));
    }

    private static Path normal(String name) {
      return Path.of(name).toAbsolutePath().normalize();
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
