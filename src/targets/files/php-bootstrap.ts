/**
 * Autoloads classes for the tests: by Composer if its dependencies are installed, otherwise by PSR-4 and with the
 * Guzzle packages of Debian and Ubuntu.
 */
export function phpBootstrap(namespace: string): string {
  const prefix = (name: string) => `'${name.replaceAll('\\', '\\\\')}\\\\'`;
  return `<?php

declare(strict_types=1);

if (is_file(__DIR__ . '/../vendor/autoload.php')) {
    require_once __DIR__ . '/../vendor/autoload.php';
}

spl_autoload_register(static function (string $class): void {
    foreach ([${prefix(`${namespace}\\Test`)} => __DIR__, ${prefix(namespace)} => dirname(__DIR__) . '/lib'] as $prefix => $folder) {
        if (strncmp($class, $prefix, strlen($prefix)) !== 0) {
            continue;
        }
        $file = $folder . '/' . str_replace('\\\\', '/', substr($class, strlen($prefix))) . '.php';
        if (is_file($file)) {
            require_once $file;
            return;
        }
    }
});

if (!class_exists(GuzzleHttp\\Client::class)) {
    $guzzle = stream_resolve_include_path('GuzzleHttp/autoload.php');
    if ($guzzle === false) {
        fwrite(STDERR, "Guzzle is missing: run composer install, or apt-get install php-guzzlehttp-guzzle\\n");
        exit(1);
    }
    require_once $guzzle;
}
`;
}

/** A generated test that fills each model with valid values, serialises and parses it. */
export function phpModelTest(namespace: string): string {
  return `<?php

declare(strict_types=1);

namespace ${namespace}\\Test;

use ${namespace}\\Model\\ModelInterface;
use ${namespace}\\ObjectSerializer;
use PHPUnit\\Framework\\TestCase;

final class ModelsTest extends TestCase
{
    /** @return iterable<string, array{class-string}> */
    public static function models(): iterable
    {
        foreach (glob(dirname(__DIR__) . '/lib/Model/*.php') ?: [] as $file) {
            $name = basename($file, '.php');
            if ($name !== 'ModelInterface') {
                yield $name => ['${namespace.replaceAll('\\', '\\\\')}\\\\Model\\\\' . $name];
            }
        }
    }

    /**
     * @dataProvider models
     *
     * @param class-string $class
     */
    public function testModel(string $class): void
    {
        self::assertTrue(class_exists($class));
        if (!is_subclass_of($class, ModelInterface::class)) {
            $values = $class::getAllowableEnumValues();
            self::assertSame($values, array_values(array_unique($values)));
            return;
        }
        $model = new $class();
        self::assertSame(count($model->listInvalidProperties()) === 0, $model->valid());
        self::assertSame(array_keys($class::openAPITypes()), array_keys($class::attributeMap()));
        foreach ($class::getters() as $property => $getter) {
            self::assertTrue(method_exists($model, $getter), $property);
        }
        foreach ($class::setters() as $property => $setter) {
            self::assertTrue(method_exists($model, $setter), $property);
        }
        $json = json_encode(ObjectSerializer::sanitizeForSerialization($model));
        self::assertIsString($json);
        if ($class::DISCRIMINATOR === null) {
            self::assertInstanceOf($class, ObjectSerializer::deserialize($json, $class));
        }
    }
}
`;
}
