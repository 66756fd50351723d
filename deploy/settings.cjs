/**
 * What serverless.yml takes from casefile.yml: the file's content for the functions' environment, and everything in the
 * template that depends on it. Read by `${file(deploy/settings.cjs):...}`.
 */
const { existsSync, readFileSync } = require('node:fs');
const { parse } = require('yaml');

/** Lambda allows 4 KB for all variables of a function. */
const MAX_CONFIG_BYTES = 3_000;

module.exports = async () => {
  const { readConfig, readConfigData } = require('../adapters/config/read-config.ts');
  const { refuseUndeployable } = require('./undeployable.ts');
  const { scopedPattern } = require('../core/alarm/scoped-pattern.ts');
  const rights = require('./rights.ts');

  const file = process.env.CASEFILE_YML ?? 'casefile.yml';
  const there = existsSync(file);
  const config = await readConfig(there ? file : undefined);
  refuseUndeployable(config);
  const environment = JSON.stringify(there ? await readConfigData(file) : {});
  if (Buffer.byteLength(environment) > MAX_CONFIG_BYTES) {
    throw new Error(`${file} is too long for a function's environment: ${MAX_CONFIG_BYTES} bytes at most.`);
  }
  const yaml = (path) => parse(readFileSync(path, 'utf8'));
  const rule = (name) => scopedPattern(yaml(`rules/${name}.json`), config.scope);
  const { logDays, caseDays, serverUrls } = config.deployment;
  return {
    environment,
    logDays,
    caseDays,
    rules: { alarm: rule('alarm'), ok: rule('ok') },
    definition: readFileSync('statemachines/investigate.asl.json', 'utf8'),
    ...rights.rightsOf(config),
    servers: serverUrls ? yaml('deploy/server-functions.yml') : {},
    serverResources: serverUrls ? yaml('deploy/server-resources.yml') : { Resources: {} },
  };
};
