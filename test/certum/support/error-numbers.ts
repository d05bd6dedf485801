/** What a number of a group may mean to us. */
export interface ErrorGroup {
  /** The CA's numbers; `a-b` is a range. */
  numbers: string
  code?: RegExp
  path: RegExp
  kinds: readonly string[]
}

const CSR = /^\/csr$/
const SUBJECT = /^\/subject\/\w+$/
const NO_FIELD = /^$/

/** All numbers of the CA's published lists, old ones too, by subject. */
export const ERROR_GROUPS: Readonly<Record<string, ErrorGroup>> = {
  credentials: { numbers: '1084 1090', path: NO_FIELD, kinds: ['config'] },
  'signing request and key': {
    numbers: '1000-1002 1032 1049 1063 1078 1150 1194 1195 2097 2109 2125',
    path: CSR,
    kinds: ['input'],
  },
  'product and permission': {
    numbers: '1006 1014 1075 1080 1166 1167 1171 1181 2025 2122 2163',
    path: NO_FIELD,
    kinds: ['config', 'final'],
  },
  'order id and customer': {
    numbers: '1010-1013 1033 1043 1079 2055 2131 2153 1023 1076 1077 1156 1169 1170',
    path: NO_FIELD,
    kinds: ['config', 'final', 'success'],
  },
  'subject: missing': {
    numbers: '1015-1021 1059 2058 1092-1095 2138 2139 2142 2194 2198',
    code: /-missing$/,
    path: SUBJECT,
    kinds: ['input'],
  },
  'subject: encoding': {
    numbers: '1024-1031 1126-1129 2141 2144 2183 2195 2199',
    code: /^field-(encoding|plain-letters)$/,
    path: SUBJECT,
    kinds: ['input'],
  },
  'subject: too long': {
    numbers: '1096-1098 1100-1106 2140 2143 2184 2196 2200',
    code: /^field-too-long$/,
    path: SUBJECT,
    kinds: ['input'],
  },
  'subject: invalid': {
    numbers: '1022 1099 2051 2137 2154-2156 2164-2169 2197 2201',
    code: /-invalid$/,
    path: SUBJECT,
    kinds: ['input'],
  },
  'subject: not for automatic issue': {
    numbers: '1119-1125',
    code: /^field-not-accepted$/,
    path: SUBJECT,
    kinds: ['input'],
  },
  'unstructured attributes of a request': {
    numbers: '2175-2182',
    code: /^unstructured-attributes$/,
    path: CSR,
    kinds: ['input'],
  },
  names: {
    numbers: '1007 1008 1045 1046 1085 1107 1115-1118 1148 1157 2088 2095 2130 2193',
    path: /^\/(names|addNames|subject\/commonName)$/,
    kinds: ['input'],
  },
  'names that were good once': { numbers: '2192', path: NO_FIELD, kinds: ['final'] },
  'method and name': {
    numbers: '2171 2186',
    code: /^method-not-for-/,
    path: /^\/verification\/method$/,
    kinds: ['input'],
  },
  approver: {
    numbers:
      '1034-1042 1086 1087 1108 1112 1130 1147 1152 1158 1174 1175 1177-1180 2054 2059-2062 2087 2157-2160 2162',
    path: /^\/verification(\/(method|email|emailPrefix|notify))?$/,
    kinds: ['input', 'config'],
  },
  'verification run': {
    numbers: '1113 1114 1173 1176 1182-1187 2161 2188 2204 2205',
    path: /^(\/verification)?$/,
    kinds: ['wait', 'retry', 'final', 'input', 'config'],
  },
  requestor: {
    numbers:
      '1009 1053-1055 1060 1065 1066 1072 1081 2121 1047 1050-1052 1056-1058 1061 1062 1064 1067 1068 1082',
    path: /^\/contact(\/(email|firstName|lastName|phone))?$/,
    kinds: ['input'],
  },
  'tax number': { numbers: '1048 1083', path: /^\/organization\/taxNumber$/, kinds: ['input'] },
  'revocation address': { numbers: '2172 2173', path: /^\/revocationEmail$/, kinds: ['input'] },
  'validity and dates': {
    numbers: '1044 1069-1071 1073 1074 1109-1111 1188-1193 2052 2057 2093 2185 2187',
    path: NO_FIELD,
    kinds: ['config'],
  },
  'day of a compromise': { numbers: '1140 1141 2104', path: /^\/compromisedOn$/, kinds: ['input'] },
  lists: { numbers: '1153-1155 2091 2127-2129', path: NO_FIELD, kinds: ['config', 'final'] },
  'certificate look-up': {
    numbers: '1133 1159-1165 1168 2096',
    path: /^(\/(serialNumber|certificate|csr))?$/,
    kinds: ['input', 'final', 'retry', 'config'],
  },
  'revocation and cancellation': {
    numbers: '1131 1132 1134-1139 1142-1146 1151 2053 2190',
    path: /^(\/(serialNumber|reason|note))?$/,
    kinds: ['input', 'wait', 'retry', 'final', 'success', 'config'],
  },
  reissue: { numbers: '2094 2126', path: NO_FIELD, kinds: ['final'] },
  documents: {
    numbers: '2049 2050 2063-2086 2170 2189 2191',
    path: /^\/(type|description|files|note)$/,
    kinds: ['input', 'success'],
  },
  'documents at the wrong time': { numbers: '2056', path: NO_FIELD, kinds: ['final'] },
  'bundles of certificates': {
    numbers: '1196-1199 2000-2024 2026-2048',
    code: /^bundle-refused$/,
    path: NO_FIELD,
    kinds: ['config'],
  },
  'hash algorithm': { numbers: '2089 2090 2124', path: /^\/hashAlgorithm$/, kinds: ['config', 'input'] },
  rest: { numbers: '1088 1089 1149 1172', path: NO_FIELD, kinds: ['config'] },
}

export function numbersOf(group: ErrorGroup): number[] {
  return group.numbers.split(' ').flatMap((text) => {
    const [first = 0, last = first] = text.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
