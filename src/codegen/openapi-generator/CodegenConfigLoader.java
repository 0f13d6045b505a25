package org.openapitools.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before the generator's own class of this name, which makes one of each of its 180 languages to find one, twice
 * for each request: that was a fifth of a warm request's time. This one does so once.
 */
public final class CodegenConfigLoader {
  private static final Map<String, Class<? extends CodegenConfig>> LANGUAGES = new ConcurrentHashMap<>();

  private CodegenConfigLoader() {}

  /** A new config of a language by the language's name, or by the name of its class. */
  public static CodegenConfig forName(String name) {
    if (LANGUAGES.isEmpty()) getAll().forEach(config -> LANGUAGES.putIfAbsent(config.getName(), config.getClass()));
    try {
      Class<? extends CodegenConfig> known = LANGUAGES.get(name);
      return (known != null ? known : Class.forName(name).asSubclass(CodegenConfig.class)).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException error) {
      throw new GeneratorNotFoundException("There is no generator " + name + ".", error);
    }
  }

  /** A new config of each language. */
  public static List<CodegenConfig> getAll() {
    List<CodegenConfig> configs = new ArrayList<>();
    ServiceLoader.load(CodegenConfig.class, CodegenConfig.class.getClassLoader()).forEach(configs::add);
    return configs;
  }
}
