<?php

// Reads a list of files, and a name; prints for each whether it parses, whether the name is code, and its strings.

$request = json_decode(stream_get_contents(STDIN), true);
$answer = [];
foreach ($request['files'] as $path) {
    $hits = 0;
    $strings = [];
    try {
        foreach (token_get_all(file_get_contents($path), TOKEN_PARSE) as $token) {
            if (!is_array($token)) {
                continue;
            }
            [$type, $text] = $token;
            // Text outside of PHP is printed as it is.
            if ($type === T_STRING && $text === $request['name'] || $type === T_INLINE_HTML && trim($text) !== '') {
                $hits++;
            }
            // A literal without an expression in it.
            if ($type === T_CONSTANT_ENCAPSED_STRING) {
                $strings[] = eval("return $text;");
            }
        }
        $answer[$path] = ['error' => null, 'hits' => $hits, 'strings' => $strings];
    } catch (ParseError $error) {
        $answer[$path] = ['error' => $error->getMessage(), 'hits' => 0, 'strings' => []];
    }
}
echo json_encode((object) $answer, JSON_INVALID_UTF8_SUBSTITUTE);
