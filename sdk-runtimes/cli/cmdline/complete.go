package cmdline

import (
	"io"
	"strings"
)

// candidate is a word that may follow, with what is said of it.
type candidate struct{ word, text string }

// printCandidates writes what may stand for the last of the words, each with a tab before its text.
func (a *app) printCandidates(words []string) {
	if last := len(words) - 1; last >= 0 && words[last] == emptyWord {
		words[last] = ""
	}
	var out strings.Builder
	for _, one := range a.program.candidates(words) {
		out.WriteString(oneLine(one.word) + "\t" + oneLine(one.text) + "\n")
	}
	_, _ = io.WriteString(a.stdout, out.String())
}

// emptyWord stands for an empty word where a shell passes none.
const emptyWord = "--empty"

func (p *Program) candidates(words []string) []candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	last, before := words[len(words)-1], words[:len(words)-1]
	group, command := p.find(before)
	if len(before) > 0 {
		if before[0] == completionCommand {
			return startingWith(asCandidates(shells()), last)
		}
		if values := p.valuesAfter(command, before[len(before)-1]); values != nil {
			return startingWith(values, last)
		}
	}
	if name, _, found := strings.Cut(last, "="); found && strings.HasPrefix(last, "--") {
		var joined []candidate
		for _, value := range p.valuesAfter(command, name) {
			joined = append(joined, candidate{word: name + "=" + value.word})
		}
		return startingWith(joined, last)
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
		found = append(found, candidate{completionCommand, "Print completions"}, candidate{manualCommand, "Write the manual"})
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

// valuesAfter returns the values that are known of the flag that a word names; nil if there are none.
func (p *Program) valuesAfter(command *Command, word string) []candidate {
	switch word {
	case "--format", "--format-error":
		return asCandidates(strings.Split(formats, ", "))
	case "--environment":
		if len(p.Environments) > 0 {
			return asCandidates(p.Environments)
		}
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
