// Writes src/api/schema.d.ts from the OpenAPI document of the running binary.
import { writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const { BURNCLOUD_URL, BURNCLOUD_ADMIN_TOKEN } = process.env
const response = await fetch(`${BURNCLOUD_URL}/api/openapi.json`, { headers: { authorization: `Bearer ${BURNCLOUD_ADMIN_TOKEN}` } })
if (!response.ok) throw new Error(`openapi.json: ${response.status}`)
const types = astToString(await openapiTS(await response.json()))
writeFileSync('src/api/schema.d.ts', `// Written by make console from /api/openapi.json.\n\n${types}`)
