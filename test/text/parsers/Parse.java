import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Takes a name and the paths of files, one a line; prints for each whether it parses, whether the name is code, and its strings. */
public final class Parse {
  public static void main(String[] args) throws Exception {
    String[] lines = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    String name = lines[0];
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringBuilder out = new StringBuilder("{");
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      for (int i = 1; i < lines.length; i++) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task =
            (JavacTask) compiler.getTask(null, manager, problems, null, null, manager.getJavaFileObjects(Path.of(lines[i])));
        List<String> strings = new ArrayList<>();
        int[] hits = {0};
        for (CompilationUnitTree unit : task.parse()) unit.accept(new Finder(name, strings, hits), null);
        String error =
            problems.getDiagnostics().stream()
                .filter(each -> each.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ": " + each.getMessage(null))
                .findFirst()
                .orElse(null);
        if (i > 1) out.append(',');
        out.append(json(lines[i])).append(":{\"error\":").append(error == null ? "null" : json(error));
        out.append(",\"hits\":").append(hits[0]).append(",\"strings\":[");
        for (int j = 0; j < strings.size(); j++) out.append(j > 0 ? "," : "").append(json(strings.get(j)));
        out.append("]}");
      }
    }
    System.out.write(out.append('}').toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static final class Finder extends TreeScanner<Void, Void> {
    private final String name;
    private final List<String> strings;
    private final int[] hits;

    Finder(String name, List<String> strings, int[] hits) {
      this.name = name;
      this.strings = strings;
      this.hits = hits;
    }

    private void see(CharSequence found) {
      if (name.contentEquals(found)) hits[0]++;
    }

    @Override
    public Void visitIdentifier(IdentifierTree node, Void none) {
      see(node.getName());
      return super.visitIdentifier(node, none);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree node, Void none) {
      see(node.getIdentifier());
      return super.visitMemberSelect(node, none);
    }

    @Override
    public Void visitClass(ClassTree node, Void none) {
      see(node.getSimpleName());
      return super.visitClass(node, none);
    }

    @Override
    public Void visitMethod(MethodTree node, Void none) {
      see(node.getName());
      return super.visitMethod(node, none);
    }

    @Override
    public Void visitVariable(VariableTree node, Void none) {
      if (node.getName() != null) see(node.getName());
      return super.visitVariable(node, none);
    }

    @Override
    public Void visitLiteral(LiteralTree node, Void none) {
      if (node.getValue() instanceof String) strings.add((String) node.getValue());
      return super.visitLiteral(node, none);
    }
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
