/** What the catalogue tells of a service and of its types of resources: data, with a few pure functions. */

export type Dimensions = Readonly<Record<string, string>>;

/** What a metric tells of a resource. */
export type Role =
  'load' | 'faults' | 'throttles' | 'time' | 'backlog' | 'saturation' | 'capacity' | 'output';

export interface Metric {
  /** By which it is asked for and found again. */
  id: string;
  name: string;
  stat: 'Sum' | 'Average' | 'Maximum' | 'Minimum';
  role: Role;
  /** Its rise means that the resource itself is in trouble. */
  trouble?: true;
  /** Over all resources of the type, the highest first: the question by which those that began to suffer are found. */
  ranking?: string;
  /** The capacity that is used up where it rises: the metric's id. */
  of?: string;
  /** Of a capacity: what it is, and in which unit. */
  measures?: { what: string; unit: string };
}

/** What was changed: `modification` = something, and no source tells what. */
export type ChangeKind =
  'deployment' | 'configuration' | 'concurrency' | 'capacity' | 'permission' | 'mapping' | 'modification';

/**
 * How an ARN names a resource: `arn:<partition>:<service>:<region>:<account>:<prefix><id><behind>`, where `behind` is a
 * qualifier (a version, a stream, a path) that is not part of the identity.
 */
export interface ArnForm {
  service: string;
  prefix: string;
  id: RegExp;
  /** What may stand between the prefix and the id, and is not part of the identity either. */
  before?: RegExp;
  behind?: RegExp;
  /** Metrics and CloudFormation know it by the whole ARN, and so do we. */
  whole?: true;
}

/** How metrics of a namespace name a resource. Others may use the same dimensions for something else. */
export interface MetricNames {
  namespace: string;
  /** The resource that the dimensions name, if one. */
  idIn: (dimensions: Dimensions) => string | undefined;
  /** The dimensions of the metrics that are asked for; absent where none are. */
  dimensionsOf?: (id: string) => Dimensions;
}

export interface ResourceType {
  type: string;
  /** As a colleague would call it. */
  noun: string;
  arn?: ArnForm;
  namedBy?: readonly MetricNames[];
  /**
   * What CloudFormation calls its physical id. `arn` and `queue-url` are made from the identity; `unknown`: it can't be, so
   * that nobody can be asked for it. Absent: it is the id itself.
   */
  physicalId?: 'arn' | 'queue-url' | 'unknown';
  /**
   * How a value of a setting names it, other than by an ARN: a queue's URL, a database's host. Groups: `id`, and `account` and
   * `region` where it tells them.
   */
  values?: readonly RegExp[];
  /** Those that tell how it does. */
  metrics?: readonly Metric[];
  /** The log group that its service makes for it. */
  logGroup?: (id: string) => string;
  /** Writes no log of its own. */
  silent?: true;
  /** It runs code of ours, which has versions, settings and a log. */
  runsCode?: true;
  /** Event source mappings read it. */
  readByMappings?: true;
  /** Its records are read in order, so that one that fails holds up the others. */
  ordered?: true;
  /** Functions of the same stack work with it. */
  usedByFunctions?: true;
  /** CloudTrail finds calls by this id: that it tells of none means that there was none. */
  inTrail?: true;
  /** What whoever undoes a change of its settings has to know. */
  undo?: string;
  /** Part of another resource, of which it is told. */
  partOf?: string;
}

/** What a client logs when a service refuses it for asking too much. */
export interface ThrottledWords {
  words: RegExp;
  /** Only where the line has this in it too. */
  beside?: RegExp;
  /** `says that …` */
  meaning: string;
}

/** Read rights, by the server that uses them and by what they can be limited to; `*` where IAM knows no resource. */
export interface ReadRight {
  server: 'cloudwatch' | 'lambda' | 'cloudformation';
  actions: readonly string[];
  /** Service and resource part of ARNs of the account and region, e.g. `lambda` and `function:*`. */
  on: '*' | { service: string; resources: readonly string[] };
  /** No investigation asks for it, only other clients of the servers do. */
  clientsOnly?: true;
}

export interface Service {
  /** Who records its calls, as CloudTrail writes it. */
  eventSource: string;
  /** Its name in AWS Health. */
  health: string;
  types: readonly ResourceType[];
  /**
   * API calls that change what a resource does, without the date that CloudTrail puts behind Lambda's. Absent: any call
   * that writes changes settings.
   */
  changes?: readonly { call: string; kind: ChangeKind }[];
  throttled?: ThrottledWords;
  /** How SDKs call it in what they log, and which calls they name without it. */
  clients?: { names?: readonly string[]; calls?: readonly string[] };
  /** The namespace whose metrics have a datapoint a minute; of others only an alarm's own period is known to make sense. */
  everyMinute?: string;
  rights?: readonly ReadRight[];
}

/** Metrics that name the resource by one dimension. */
export function named(namespace: string, dimension: string): MetricNames {
  return {
    namespace,
    idIn: (dimensions) => (Object.hasOwn(dimensions, dimension) ? dimensions[dimension] : undefined),
    dimensionsOf: (id) => ({ [dimension]: id }),
  };
}
