# Reads a list of files, and a name; prints for each whether it parses, whether the name is code, and its strings.

require 'json'
require 'ripper'

request = JSON.parse($stdin.read)
name = request['name']

def strings_of(node, found)
  return unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)

  node.children.each do |child|
    case child
    when RubyVM::AbstractSyntaxTree::Node then strings_of(child, found)
    when String then found << child
    when Symbol then found << child.to_s
    when Array then child.each { |each| strings_of(each, found) }
    end
  end
end

answer = request['files'].to_h do |path|
  text = File.read(path, encoding: 'UTF-8')
  begin
    tree = RubyVM::AbstractSyntaxTree.parse(text)
    code = %i[on_ident on_const on_kw on_label on_op on_ivar on_gvar]
    hits = Ripper.lex(text).count { |_, type, token| code.include?(type) && token.delete(':') == name }
    found = []
    strings_of(tree, found)
    [path, { error: nil, hits: hits, strings: found.uniq.map { |each| each.dup.force_encoding('UTF-8') } }]
  rescue SyntaxError => e
    [path, { error: e.message, hits: 0, strings: [] }]
  end
end
puts JSON.generate(answer)
