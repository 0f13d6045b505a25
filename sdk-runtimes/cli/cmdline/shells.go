package cmdline

import (
	"io"
	"strings"
)

// The commands that no API has.
const (
	completionCommand = "@completion"
	manualCommand     = "@manpages"
)

// shellScripts are the completions of each shell. What they offer comes from the program each time, as data: no text of
// the description is part of a script, and each shell quotes what it puts into a command.
var shellScripts = [][2]string{
	{"bash", bashScript}, {"zsh", zshScript}, {"fish", fishScript}, {"powershell", powershellScript},
}

func shells() []string {
	names := make([]string, len(shellScripts))
	for i, one := range shellScripts {
		names[i] = one[0]
	}
	return names
}

// completionScript prints the completions of a shell.
func (a *app) completionScript(shell string) error {
	for _, one := range shellScripts {
		if one[0] == shell {
			_, err := io.WriteString(a.stdout, strings.ReplaceAll(one[1], "PROGRAM", a.program.Name))
			return err
		}
	}
	return usageErrorf("%s: name a shell: %s", completionCommand, strings.Join(shells(), ", "))
}

// Bash cuts words at colons, which the names of resources hold, and at equals signs: colons are put together again, and
// what stands before the last of them is taken from the answers; equals signs are left out. Names are quoted, since Bash
// puts them into the command as they are.
const bashScript = `# bash completion for PROGRAM: source <(PROGRAM @completion bash)
_PROGRAM_complete() {
    local words=() word glue='' current name i
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == : || $glue == : ]] && ((${#words[@]} > 0)); then
            words[${#words[@]}-1]+=$word
        elif [[ $word == = ]]; then
            ((i == COMP_CWORD)) && words+=('')
        else
            words+=("$word")
        fi
        glue=$word
    done
    current=${words[${#words[@]}-1]}
    COMPREPLY=()
    while IFS=$'\t' read -r name _; do
        [[ $current == *:* ]] && name=${name#"${current%:*}:"}
        printf -v name %q "$name"
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
    set -l found (PROGRAM __complete $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`

// PowerShell before 7.3 passes no empty words to programs: --empty says that the last word is one. It reads words that
// begin with an @ as its own.
const powershellScript = `# PowerShell completion for PROGRAM: PROGRAM '@completion' powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName PROGRAM -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    if ($wordToComplete -eq '') { $words += '--empty' } else { $words[-1] = $wordToComplete }
    & PROGRAM __complete @words 2>$null | ForEach-Object {
        $name, $text = $_ -split [char]9, 2
        if (-not $text) { $text = $name }
        $quoted = $name
        if ($name -notmatch '^[\w@:.,/=+-]+$' -or $name -match '^@') { $quoted = "'" + $name.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($quoted, $name, 'ParameterValue', $text)
    }
}
`
