package cmdline

import (
	"fmt"
	"io"
	"strings"
)

// candidate is a word that may follow, with what is said of it.
type candidate struct{ word, text string }

// printCandidates writes what may stand for the last of the words, each with a tab before its text.
func (a *app) printCandidates(words []string) {
	var out strings.Builder
	for _, one := range a.program.candidates(words) {
		out.WriteString(oneLine(one.word) + "\t" + oneLine(one.text) + "\n")
	}
	_, _ = io.WriteString(a.stdout, out.String())
}

func (p *Program) candidates(words []string) []candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	last, before := words[len(words)-1], words[:len(words)-1]
	group, command := p.find(before)
	if len(before) > 0 {
		if values := valuesAfter(command, before[len(before)-1]); values != nil {
			return startingWith(values, last)
		}
	}
	if strings.HasPrefix(last, "-") {
		return startingWith(p.flagCandidates(command), last)
	}
	if command != nil {
		return nil
	}
	var found []candidate
	for i := range p.Groups {
		one := &p.Groups[i]
		switch {
		case group != nil && one == group, group == nil && one.Name == "":
			for j := range one.Commands {
				found = append(found, candidate{one.Commands[j].Name, firstSentence(one.Commands[j].Summary)})
			}
		case group == nil:
			found = append(found, candidate{one.Name, firstSentence(one.Usage)})
		}
	}
	if group == nil {
		found = append(found, candidate{"@completion", "Print completions"}, candidate{"@manpages", "Write the manual"})
	}
	return startingWith(found, last)
}

// find returns the resource and the command that the words name.
func (p *Program) find(words []string) (*Group, *Command) {
	var group *Group
	for _, word := range words {
		if strings.HasPrefix(word, "-") {
			continue
		}
		for i := range p.Groups {
			one := &p.Groups[i]
			if group == nil && one.Name == word {
				group = one
				break
			}
			if one != group && (group != nil || one.Name != "") {
				continue
			}
			for j := range one.Commands {
				if one.Commands[j].Name == word {
					return one, &one.Commands[j]
				}
			}
		}
	}
	return group, nil
}

func valuesAfter(command *Command, word string) []candidate {
	name := strings.TrimPrefix(word, "--")
	switch name {
	case "format", "format-error":
		return asCandidates(strings.Split(formats, ", "))
	}
	if command == nil {
		return nil
	}
	for i := range command.Flags {
		if flag := &command.Flags[i]; "--"+flag.Name == word && len(flag.Values) > 0 {
			return asCandidates(flag.Values)
		}
	}
	return nil
}

func asCandidates(words []string) []candidate {
	found := make([]candidate, len(words))
	for i, word := range words {
		found[i] = candidate{word: word}
	}
	return found
}

func (p *Program) flagCandidates(command *Command) []candidate {
	var found []candidate
	if command != nil {
		for i := range command.Flags {
			flag := &command.Flags[i]
			found = append(found, candidate{"--" + flag.Name, firstSentence(flag.Usage)})
		}
	}
	for _, row := range flagRows(globalFlags(p)) {
		name, _, _ := strings.Cut(row[0], ",")
		found = append(found, candidate{name, row[1]})
	}
	return found
}

func startingWith(all []candidate, prefix string) []candidate {
	found := []candidate{}
	for _, one := range all {
		if strings.HasPrefix(one.word, prefix) {
			found = append(found, one)
		}
	}
	return found
}

// completionScript prints the completions of a shell. What it offers comes from the program each time, as data: no text
// of the description is part of a script.
func (a *app) completionScript(shell string) error {
	script, ok := map[string]string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[shell]
	if !ok {
		return usageErrorf("@completion: name a shell: bash, zsh or fish")
	}
	_, err := fmt.Fprint(a.stdout, strings.ReplaceAll(script, "PROGRAM", a.program.Name))
	return err
}

// Bash cuts words at colons, which the names of resources hold: they are put together again, and what stands before the
// last colon is taken from the answers.
const bashScript = `# bash completion for PROGRAM: source <(PROGRAM @completion bash)
_PROGRAM_complete() {
    local words=() word glue='' current name i
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == : || $glue == : ]] && ((${#words[@]} > 0)); then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        glue=$word
    done
    current=${words[${#words[@]}-1]}
    COMPREPLY=()
    while IFS=$'\t' read -r name _; do
        [[ $current == *:* ]] && name=${name#"${current%:*}:"}
        COMPREPLY+=("$name")
    done < <(PROGRAM __complete "${words[@]}" 2>/dev/null)
}
complete -o default -F _PROGRAM_complete PROGRAM
`

const zshScript = `#compdef PROGRAM
# zsh completion for PROGRAM: source <(PROGRAM @completion zsh)
_PROGRAM_complete() {
    local -a found
    local name text
    while IFS=$'\t' read -r name text; do
        found+=("${name//:/\\:}:${text}")
    done < <(PROGRAM __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    if ((${#found} > 0)); then
        _describe 'PROGRAM' found
    else
        _files
    fi
}
compdef _PROGRAM_complete PROGRAM
`

const fishScript = `# fish completion for PROGRAM: PROGRAM @completion fish | source
function __PROGRAM_complete
    set -l words (commandline -opc) (commandline -ct)
    PROGRAM __complete $words[2..-1] 2>/dev/null
end
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`
