// Written by make console from /api/openapi.json.

export interface paths {
    "/api/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List channels */
        get: operations["list-channels"];
        put?: never;
        /** Create a channel */
        post: operations["create-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable, disable or delete many channels */
        post: operations["bulk-channels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one channel */
        get: operations["get-channel"];
        /** Replace a channel; what is left out takes its default */
        put: operations["replace-channel"];
        post?: never;
        /** Delete a channel */
        delete: operations["delete-channel"];
        options?: never;
        head?: never;
        /** Merge into a channel (RFC 7396) */
        patch: operations["merge-channel"];
        trace?: never;
    };
    "/api/channels/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how a channel's keys and models do, and did */
        get: operations["get-channel-health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a small real call through a channel */
        post: operations["test-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{id}/upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask the provider for its models */
        get: operations["list-upstream-models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups */
        get: operations["list-groups"];
        put?: never;
        /** Create a group */
        post: operations["create-group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one group */
        get: operations["get-group"];
        /** Replace a group; what is left out takes its default */
        put: operations["replace-group"];
        post?: never;
        /** Delete a group */
        delete: operations["delete-group"];
        options?: never;
        head?: never;
        /** Merge into a group (RFC 7396) */
        patch: operations["merge-group"];
        trace?: never;
    };
    "/api/internal/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Build the stored configuration anew; 422 with every fault when it does not build */
        post: operations["reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List calls, newest first */
        get: operations["list-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream calls as CSV or JSON lines */
        get: operations["export-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one call with its price breakdown */
        get: operations["get-log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List price versions */
        get: operations["list-prices"];
        put?: never;
        /** Create a price */
        post: operations["create-price"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one price */
        get: operations["get-price"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List providers */
        get: operations["list-providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List routes */
        get: operations["list-routes"];
        put?: never;
        /** Create a route */
        post: operations["create-route"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say in which order a call's targets would be tried now, without a call */
        post: operations["decide-route"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one route */
        get: operations["get-route"];
        /** Replace a route; what is left out takes its default */
        put: operations["replace-route"];
        post?: never;
        /** Delete a route */
        delete: operations["delete-route"];
        options?: never;
        head?: never;
        /** Merge into a route (RFC 7396) */
        patch: operations["merge-route"];
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the settings */
        get: operations["get-settings"];
        /** Replace the settings; what is left out takes its default */
        put: operations["replace-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Merge into the settings (RFC 7396) */
        patch: operations["merge-settings"];
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create the first admin with the one-time set-up token */
        post: operations["setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tokens */
        get: operations["list-tokens"];
        put?: never;
        /** Create a token; its key is in this response only */
        post: operations["create-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one token */
        get: operations["get-token"];
        /** Replace a token; what is left out takes its default */
        put: operations["replace-token"];
        post?: never;
        /** Delete a token */
        delete: operations["delete-token"];
        options?: never;
        head?: never;
        /** Merge into a token (RFC 7396) */
        patch: operations["merge-token"];
        trace?: never;
    };
    "/api/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a token a new key; the old one stops working */
        post: operations["rotate-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["list-users"];
        put?: never;
        /** Create a user */
        post: operations["create-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one user */
        get: operations["get-user"];
        /** Replace a user; what is left out takes its default */
        put: operations["replace-user"];
        post?: never;
        /** Delete a user */
        delete: operations["delete-user"];
        options?: never;
        head?: never;
        /** Merge into a user (RFC 7396) */
        patch: operations["merge-user"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Attempt: {
            /** @description Channel that was tried. */
            channel_id: string;
            /**
             * Format: double
             * @description How long it took, in milliseconds.
             */
            duration_ms: number;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description Provider key that was used. */
            key_id: string;
            /**
             * Format: int64
             * @description The upstream's status, 0 without an answer.
             */
            status: number;
            /** @description Model that was asked upstream. */
            upstream_model: string;
        };
        BulkChannels: {
            /**
             * @description What is done to each.
             * @enum {string}
             */
            action: "enable" | "disable" | "delete";
            /** @description Channels to do it to. All must exist. */
            ids: string[];
        };
        BulkResult: {
            /**
             * Format: int64
             * @description Channels that were changed.
             */
            changed: number;
        };
        Candidate: {
            /** @description The channel. */
            channel_id: string;
            /** @description The provider key. */
            key_id: string;
            /** @description Public model that it serves: the one asked for, or one that it falls back on. */
            model: string;
            /**
             * Format: int64
             * @description 1 is chosen first; 0 is not chosen.
             */
            order: number;
            /** @description Why it was passed over or given up, empty when it was not. */
            skipped: string;
            /** @description Model as the provider calls it. */
            upstream_model: string;
        };
        Channel: {
            /** @description What the provider's official SDK takes; empty for the provider's own address. Private and loopback addresses are allowed. */
            base_url?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether calls are sent to it.
             * @default true
             */
            enabled: boolean | null;
            /** @description Groups that may use the channel; the default is the group 'default'. */
            groups?: string[];
            /** @description How it does. */
            readonly health?: components["schemas"]["Health"];
            /** @description Identifier (ch_…). */
            readonly id?: string;
            /** @description Provider keys. Written as strings; read back as objects without the value. Left out: unchanged. An object with an id keeps that key. */
            keys?: (string | {
                /** @description Identifier (key_…). */
                id: string;
                /** @description The end of the key. Ignored when written. */
                key_hint?: string;
                /** @description Why it is disabled. Ignored when written. */
                reason?: string;
                /**
                 * @description Whether it is used. Writing enabled takes a key back into use.
                 * @enum {string}
                 */
                status?: "enabled" | "disabled";
            })[];
            /** @description Of all its keys together. A channel at a limit is passed over; when all are, calls wait a moment in line. */
            limits?: components["schemas"]["Limits"];
            /** @description Public name to upstream name, where they differ. */
            model_mapping?: {
                [key: string]: string;
            };
            /** @description Public names of the models served. */
            models?: string[];
            /** @description Name shown to operators. */
            name: string;
            /** @description Settings that only some providers know. */
            options?: components["schemas"]["ChannelOptions"];
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority?: number;
            /** @description A row of the provider table. */
            provider: string;
            /** @description Words to find it by. */
            tags?: string[];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /**
             * Format: int64
             * @description Share inside a priority; 0 is used only when nothing else is left.
             * @default 1
             */
            weight: number | null;
        };
        ChannelHealth: {
            /** @description Changes of state, newest first; the last 200 of the channel are kept. */
            history: components["schemas"]["HealthChange"][];
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began, null when unknown.
             */
            since: string | null;
            /**
             * @description Whether it is given calls; degraded: some of its keys or models are dead.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /** @description Each key and upstream model that was asked so far. */
            targets: components["schemas"]["TargetHealth"][];
        };
        ChannelOptions: {
            /** @description Version of the provider's API: Azure's api-version, or that of Google's APIs. Empty takes the newest. */
            api_version?: string;
            /** @description Further request headers. Values of headers that carry credentials are read back as a hint; writing the hint keeps them. */
            headers?: {
                [key: string]: string;
            };
            /** @description OpenAI organization. */
            organization?: string;
            /** @description OpenAI project, or Google Cloud project of Vertex AI. */
            project?: string;
            /** @description http, https or socks5 proxy of this channel. A password in it is read back as xxxxx; writing that keeps it. */
            proxy_url?: string;
            /** @description Region of Bedrock or Vertex AI. */
            region?: string;
            /** @description Clocks of one attempt. */
            timeouts?: components["schemas"]["Timeouts"];
            /** @description DashScope sub-workspace. */
            workspace?: string;
        };
        ChannelPatch: {
            /** @description What the provider's official SDK takes; empty for the provider's own address. Private and loopback addresses are allowed. */
            base_url?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether calls are sent to it.
             * @default true
             */
            enabled: boolean | null;
            /** @description Groups that may use the channel; the default is the group 'default'. */
            groups?: string[];
            /** @description How it does. */
            readonly health?: components["schemas"]["Health"];
            /** @description Identifier (ch_…). */
            readonly id?: string;
            /** @description Provider keys. Written as strings; read back as objects without the value. Left out: unchanged. An object with an id keeps that key. */
            keys?: (string | {
                /** @description Identifier (key_…). */
                id: string;
                /** @description The end of the key. Ignored when written. */
                key_hint?: string;
                /** @description Why it is disabled. Ignored when written. */
                reason?: string;
                /**
                 * @description Whether it is used. Writing enabled takes a key back into use.
                 * @enum {string}
                 */
                status?: "enabled" | "disabled";
            })[];
            /** @description Of all its keys together. A channel at a limit is passed over; when all are, calls wait a moment in line. */
            limits?: components["schemas"]["Limits"];
            /** @description Public name to upstream name, where they differ. */
            model_mapping?: {
                [key: string]: string;
            };
            /** @description Public names of the models served. */
            models?: string[];
            /** @description Name shown to operators. */
            name?: string;
            /** @description Settings that only some providers know. */
            options?: components["schemas"]["ChannelOptions"];
            /**
             * Format: int64
             * @description Higher is tried first.
             */
            priority?: number;
            /** @description A row of the provider table. */
            provider?: string;
            /** @description Words to find it by. */
            tags?: string[];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /**
             * Format: int64
             * @description Share inside a priority; 0 is used only when nothing else is left.
             * @default 1
             */
            weight: number | null;
        };
        DecideCall: {
            /** @description Group of the caller; empty for the default group. */
            group?: string;
            /** @description Public model name. */
            model: string;
        };
        Decision: {
            /** @description The chosen targets in order, then others; at most 16. */
            candidates: components["schemas"]["Candidate"][];
            /** @description Whether the call's session chose before the strategy did. */
            sticky: boolean;
            /** @description Strategy of the model's route. */
            strategy: string;
            /**
             * Format: int64
             * @description Targets that were looked at.
             */
            total: number;
        };
        FieldError: {
            /** @description Path of the field in the request, empty for the request as a whole. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        Group: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description What it is for. */
            description?: string;
            /** @description Of all callers in the group together. */
            limits?: components["schemas"]["Limits"];
            /** @description Letters, digits, '-', '_' and '.'; it cannot be changed. */
            name?: string;
            /**
             * @description Decimal that every price is multiplied by, at most six decimals.
             * @default 1.0
             */
            price_multiplier: string | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        GroupPatch: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description What it is for. */
            description?: string;
            /** @description Of all callers in the group together. */
            limits?: components["schemas"]["Limits"];
            /** @description Letters, digits, '-', '_' and '.'; it cannot be changed. */
            name?: string;
            /**
             * @description Decimal that every price is multiplied by, at most six decimals.
             * @default 1.0
             */
            price_multiplier: string | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        Health: {
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began, null when unknown.
             */
            since: string | null;
            /**
             * @description Whether it is given calls; degraded: some of its keys or models are dead.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
        };
        HealthChange: {
            /** @description The provider key. */
            key_id: string;
            /** @description The cause in words, empty when it became healthy. */
            reason: string;
            /**
             * @description The new state.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** @description The model as the provider calls it. */
            upstream_model: string;
        };
        Limits: {
            /**
             * Format: int64
             * @description Calls at the same time.
             */
            concurrency?: number;
            /**
             * Format: int64
             * @description Requests per minute.
             */
            rpm?: number;
            /**
             * Format: int64
             * @description Tokens per minute, prompt and answer together. An estimate is reserved at first, and corrected by what was used.
             */
            tpm?: number;
        };
        Log: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Channel that answered, or failed last. */
            channel_id: string;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Model that was asked for. */
            model: string;
            /**
             * Format: int64
             * @description The gateway's own share, in microseconds.
             */
            overhead_us: number;
            /** @description Dollars paid upstream. This version does not know it: always null. */
            purchase_cost: string | null;
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Configuration that the call saw.
             */
            snapshot_version: number;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used, empty when it was not known. */
            token_id: string;
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Wire format of the provider. */
            upstream_dialect: string;
            /** @description Model that was asked upstream. */
            upstream_model: string;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["Usage"];
            /** @description Owner of the token, empty when it was not known. */
            user_id: string;
        };
        LogDetail: {
            /** @description Tries of upstreams, in order. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: int64
             * @description Size of the request body.
             */
            bytes_in: number;
            /**
             * Format: int64
             * @description Size of the response body.
             */
            bytes_out: number;
            /** @description Channel that answered, or failed last. */
            channel_id: string;
            /** @description Dollars charged; null without a price. */
            cost: string | null;
            /** @description How the targets were chosen; left out when there was nothing to choose. */
            decision: components["schemas"]["Decision"];
            /** @description Wire format of the client. */
            dialect: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description Method and path. */
            endpoint: string;
            /** @description Class of the failure, empty when there was none. */
            error_kind: string;
            /** @description The failure in words. */
            error_message: string;
            /** @description What was unusual, such as an estimated usage or dropped fields. */
            flags: string[];
            /** @description Channel group of the call. */
            group: string;
            /** @description Identifier; the same as request_id. */
            id: string;
            /** @description Address of the client. */
            ip: string;
            /** @description Fields of the request that did not reach the upstream as they were, each with the reason, because its dialect differs. */
            losses: string[];
            /** @description Model that was asked for. */
            model: string;
            /**
             * Format: int64
             * @description The gateway's own share, in microseconds.
             */
            overhead_us: number;
            /** @description How the cost came about; left out without a price. */
            price: components["schemas"]["PriceReceipt"];
            /** @description Dollars paid upstream. This version does not know it: always null. */
            purchase_cost: string | null;
            /** @description The usage in the provider's own words, cut at 1 KiB. */
            raw_usage: string;
            /** @description The X-Request-Id that the client saw. */
            request_id: string;
            /**
             * Format: int64
             * @description Configuration that the call saw.
             */
            snapshot_version: number;
            /**
             * Format: int64
             * @description Status sent to the client; 499 when it left first.
             */
            status: number;
            /** @description Whether the answer was a stream. */
            stream: boolean;
            /**
             * Format: date-time
             * @description Arrival.
             */
            time: string;
            /** @description Token that was used, empty when it was not known. */
            token_id: string;
            /**
             * Format: double
             * @description Arrival to first content, in milliseconds; 0 without content.
             */
            ttft_ms: number;
            /** @description Wire format of the provider. */
            upstream_dialect: string;
            /** @description Model that was asked upstream. */
            upstream_model: string;
            /** @description Tokens by bucket; no token is in two. */
            usage: components["schemas"]["Usage"];
            /** @description Owner of the token, empty when it was not known. */
            user_id: string;
        };
        PageChannel: {
            /** @description The objects of this page. */
            items: components["schemas"]["Channel"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageGroup: {
            /** @description The objects of this page. */
            items: components["schemas"]["Group"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageLog: {
            /** @description The objects of this page. */
            items: components["schemas"]["Log"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PagePrice: {
            /** @description The objects of this page. */
            items: components["schemas"]["Price"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageRoute: {
            /** @description The objects of this page. */
            items: components["schemas"]["Route"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageToken: {
            /** @description The objects of this page. */
            items: components["schemas"]["Token"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        PageUser: {
            /** @description The objects of this page. */
            items: components["schemas"]["User"][];
            /** @description Cursor of the next page, null on the last one. */
            next_cursor: string | null;
        };
        Price: {
            /** @description Dollars per million audio tokens heard; null for the input price. */
            audio_in?: string | null;
            /** @description Dollars per million audio tokens spoken; null for the output price. */
            audio_out?: string | null;
            /** @description Dollars per million tokens read from the provider's cache; null for the input price. */
            cache_read?: string | null;
            /** @description Dollars per million tokens written to the provider's cache; null for the input price. */
            cache_write?: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * Format: date-time
             * @description From when it holds; now when left out.
             */
            effective_from?: string | null;
            /** @description Identifier of this version (pr_…). */
            readonly id?: string;
            /** @description Not supported by this version: leave it out or null. */
            image?: string | null;
            /** @description Dollars per million prompt tokens, as a decimal. */
            input: string;
            /** @description Model name or pattern such as gpt-4o*. */
            model: string;
            /** @description Dollars per million generated tokens, as a decimal. */
            output: string;
            /** @description Dollars per call; null for nothing. */
            per_call?: string | null;
            /** @description Dollars per million thinking tokens; null for the output price. */
            reasoning?: string | null;
            /** @description Prices of calls with longer prompts, ascending. */
            tiers?: components["schemas"]["PriceTier"][];
        };
        PriceReceipt: {
            /** @description Sum in dollars, before the group's multiplier. */
            base: string;
            /** @description One line per bucket with tokens. */
            lines: components["schemas"]["ReceiptLine"][];
            /** @description Model or pattern of the price. */
            model: string;
            /** @description Dollars for the call as such. */
            per_call: string;
            /** @description Version of the price. */
            price_id: string;
        };
        PriceTier: {
            /**
             * Format: int64
             * @description Prompt length, in tokens, above which these prices hold.
             */
            above_tokens: number;
            /** @description As in the price. */
            audio_in?: string | null;
            /** @description As in the price. */
            audio_out?: string | null;
            /** @description As in the price. */
            cache_read?: string | null;
            /** @description As in the price. */
            cache_write?: string | null;
            /** @description Dollars per million prompt tokens. */
            input: string;
            /** @description Dollars per million generated tokens. */
            output: string;
            /** @description As in the price. */
            reasoning?: string | null;
        };
        Problem: {
            /** @description What is wrong. */
            detail?: string;
            /** @description One entry per field at fault. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The class of the error, as on log rows. */
            kind?: string;
            /**
             * Format: int64
             * @description The HTTP status.
             */
            status: number;
            /** @description The HTTP status in words. */
            title: string;
        };
        Provider: {
            /** @description The provider's own address; empty when the channel must give one. */
            base_url: string;
            /** @description Wire format that it speaks. */
            dialect: string;
            /** @description Name to show. */
            label: string;
            /** @description What a channel's provider field takes. */
            name: string;
        };
        ProviderList: {
            /** @description Providers, in the order in which they are offered. */
            items: components["schemas"]["Provider"][];
            /** @description Always null: the table is not paged. */
            next_cursor: string | null;
        };
        ReceiptLine: {
            /** @description Dollars, rounded for display. */
            amount: string;
            /** @description Bucket of the usage. */
            bucket: string;
            /** @description Dollars per million tokens. */
            rate: string;
            /**
             * Format: int64
             * @description Tokens in it.
             */
            tokens: number;
        };
        Reloaded: {
            /**
             * Format: int64
             * @description Version of the configuration that new calls see.
             */
            version: number;
        };
        Route: {
            /**
             * @description session: calls that name the same session (X-Session-Id, prompt_cache_key, user or metadata.user_id) go to the same target while it is healthy.
             * @default none
             * @enum {string}
             */
            affinity: "none" | "session";
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Models that are asked in this order when no target of this one can answer. A model that no channel serves may have them too, and is then an alias. */
            fallback_models?: string[];
            /** @description Group it is for; empty for every group. */
            group?: string;
            /** @description Identifier (rt_…). */
            readonly id?: string;
            /** @description Public model name. */
            model: string;
            /**
             * @description How the next target of a tier is chosen. cheapest is not supported by this version.
             * @default priority
             * @enum {string}
             */
            strategy: "priority" | "round_robin" | "weighted" | "least_latency" | "cheapest";
            /** @description Upstreams; empty for the channels that list the model. */
            targets?: components["schemas"]["RouteTarget"][];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        RoutePatch: {
            /**
             * @description session: calls that name the same session (X-Session-Id, prompt_cache_key, user or metadata.user_id) go to the same target while it is healthy.
             * @default none
             * @enum {string}
             */
            affinity: "none" | "session";
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Models that are asked in this order when no target of this one can answer. A model that no channel serves may have them too, and is then an alias. */
            fallback_models?: string[];
            /** @description Group it is for; empty for every group. */
            group?: string;
            /** @description Identifier (rt_…). */
            readonly id?: string;
            /** @description Public model name. */
            model?: string;
            /**
             * @description How the next target of a tier is chosen. cheapest is not supported by this version.
             * @default priority
             * @enum {string}
             */
            strategy: "priority" | "round_robin" | "weighted" | "least_latency" | "cheapest";
            /** @description Upstreams; empty for the channels that list the model. */
            targets?: components["schemas"]["RouteTarget"][];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
        };
        RouteTarget: {
            /** @description The channel. */
            channel_id: string;
            /**
             * Format: int64
             * @description Higher is tried first; left out for the channel's own.
             */
            priority?: number | null;
            /** @description Upstream name; empty for the channel's own. */
            upstream_model?: string;
            /**
             * Format: int64
             * @description Share inside a priority; left out for the channel's own.
             */
            weight?: number | null;
        };
        Settings: {
            /**
             * Format: int64
             * @description Tries per call; 0 for the default, 3.
             */
            max_attempts?: number;
            /**
             * Format: int64
             * @description Largest request body of the data plane; 0 for the default, 50 MiB.
             */
            max_body_bytes?: number;
            /**
             * Format: int64
             * @description Calls under way of everybody together, above which calls are refused with 503; 0 for the default, 10000.
             */
            max_concurrent_calls?: number;
            /**
             * Format: int64
             * @description Days after which log rows are deleted; 0 keeps them.
             */
            retention_days?: number;
        };
        SettingsPatch: {
            /**
             * Format: int64
             * @description Tries per call; 0 for the default, 3.
             */
            max_attempts?: number;
            /**
             * Format: int64
             * @description Largest request body of the data plane; 0 for the default, 50 MiB.
             */
            max_body_bytes?: number;
            /**
             * Format: int64
             * @description Calls under way of everybody together, above which calls are refused with 503; 0 for the default, 10000.
             */
            max_concurrent_calls?: number;
            /**
             * Format: int64
             * @description Days after which log rows are deleted; 0 keeps them.
             */
            retention_days?: number;
        };
        SetupRequest: {
            /** @description At least 10 characters. */
            password: string;
            /** @description The one-time token of the set-up link. */
            token: string;
            /** @description Login name of the first admin. */
            username: string;
        };
        SetupResult: {
            /** @description Credential for this API. It is shown once. */
            management_token: string;
            /** @description The admin. */
            user: components["schemas"]["User"];
        };
        TargetHealth: {
            /**
             * Format: int64
             * @description Failures in a row.
             */
            failures: number;
            /** @description The provider key; empty on a channel without keys. */
            key_id: string;
            /** @description The newest failure, kept while healthy too. */
            last_error: string;
            /** @description The cause in words, empty while healthy. */
            reason: string;
            /**
             * Format: date-time
             * @description When this state began.
             */
            since: string | null;
            /**
             * @description degraded: it fails now and then; dead: it is given no calls but single trials.
             * @enum {string}
             */
            state: "healthy" | "degraded" | "dead";
            /**
             * Format: date-time
             * @description Dead: when it is tried again; null otherwise, and for disabled keys.
             */
            until: string | null;
            /** @description The model as the provider calls it. */
            upstream_model: string;
        };
        TestCall: {
            /** @description The key to ask with, enabled or not; the first enabled one when left out. A key that its provider refused is enabled again when the test succeeds. */
            key_id?: string;
            /** @description A model of the channel; the first one when left out. */
            model?: string;
            /** @description Whether the answer is asked for as a stream. */
            stream?: boolean;
        };
        TestResult: {
            /** @description The beginning of the answer. */
            answer: string;
            /**
             * Format: double
             * @description The whole call, in milliseconds.
             */
            duration_ms: number;
            /** @description The failure in words, empty when ok. */
            error: string;
            /** @description Class of the failure, empty when ok. */
            error_kind: string;
            /**
             * Format: double
             * @description Request sent to first content, in milliseconds.
             */
            first_byte_ms: number;
            /** @description The key that was used, empty on a channel without keys. */
            key_id: string;
            /** @description The model that was asked. */
            model: string;
            /** @description Whether the provider answered. */
            ok: boolean;
            /**
             * Format: int64
             * @description The provider's HTTP status, 0 without an answer.
             */
            status: number;
            /** @description Tokens that the provider counted. */
            usage: components["schemas"]["Usage"];
        };
        Timeouts: {
            /**
             * @description TCP and TLS; a duration such as 500ms, 3s or 2m30s. Empty takes the default.
             * @example 3s
             */
            connect?: string;
            /**
             * @description Request sent to first content; a duration.
             * @example 60s
             */
            first_token?: string;
            /**
             * @description Between events; a duration.
             * @example 30s
             */
            idle?: string;
            /**
             * @description The whole attempt; a duration.
             * @example 10m
             */
            total?: string;
        };
        Token: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Not supported by this version: leave it out or null. */
            budget?: string | null;
            /**
             * @description Not supported by this version: leave it out or 'total'.
             * @enum {string}
             */
            budget_period?: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the owner's. */
            group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The credential. It is shown once, when it is made or rotated. */
            readonly key?: string;
            /** @description The end of the credential. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Beside those of its user and its group. */
            limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description Name shown to operators. */
            name: string;
            /** @description What is left of its budget; null without one. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it. */
            readonly spent?: string;
            /** @description Whether calls that would lose fields in translation are refused. */
            strict?: boolean;
            /** @description Whether it has no budget of its own. */
            unlimited?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Owner. Left out: the caller, or the first admin for the bootstrap management token; on changes, the present owner. */
            user_id?: string;
        };
        TokenPatch: {
            /** @description Networks (or addresses) that it may be used from; empty for anywhere. */
            allowed_cidrs?: string[];
            /** @description Not supported by this version: leave it out or null. */
            budget?: string | null;
            /**
             * @description Not supported by this version: leave it out or 'total'.
             * @enum {string}
             */
            budget_period?: "total" | "day" | "month";
            /**
             * Format: int64
             * @description Calls made with it.
             */
            readonly calls?: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /**
             * @description Whether it works.
             * @default true
             */
            enabled: boolean | null;
            /**
             * Format: date-time
             * @description When it stops working; null for never.
             */
            expires_at?: string | null;
            /** @description Channel group; empty for the owner's. */
            group?: string;
            /** @description Identifier (tok_…). */
            readonly id?: string;
            /** @description The credential. It is shown once, when it is made or rotated. */
            readonly key?: string;
            /** @description The end of the credential. */
            readonly key_hint?: string;
            /**
             * Format: date-time
             * @description When it was last used; left out when never.
             */
            readonly last_used_at?: string | null;
            /** @description Beside those of its user and its group. */
            limits?: components["schemas"]["Limits"];
            /** @description Models that it may use; empty for all. */
            models?: string[];
            /** @description Name shown to operators. */
            name?: string;
            /** @description What is left of its budget; null without one. */
            readonly remaining?: string | null;
            /** @description Dollars spent with it. */
            readonly spent?: string;
            /** @description Whether calls that would lose fields in translation are refused. */
            strict?: boolean;
            /** @description Whether it has no budget of its own. */
            unlimited?: boolean;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Owner. Left out: the caller, or the first admin for the bootstrap management token; on changes, the present owner. */
            user_id?: string;
        };
        UpstreamModels: {
            /** @description Upstream names. */
            models: string[];
        };
        Usage: {
            /**
             * Format: int64
             * @description Audio tokens heard.
             */
            audio_in: number;
            /**
             * Format: int64
             * @description Audio tokens spoken.
             */
            audio_out: number;
            /**
             * Format: int64
             * @description Prompt tokens read from the provider's cache.
             */
            cache_read: number;
            /**
             * Format: int64
             * @description Prompt tokens written to the provider's cache.
             */
            cache_write: number;
            /**
             * Format: int64
             * @description Prompt tokens outside of caches and audio.
             */
            input: number;
            /**
             * Format: int64
             * @description Generated tokens without reasoning and audio.
             */
            output: number;
            /**
             * Format: int64
             * @description Thinking tokens.
             */
            reasoning: number;
        };
        User: {
            /** @description Dollars left. This version keeps no balances: always left out. */
            readonly balance?: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Address, empty when unknown. */
            email?: string;
            /**
             * @description Whether the user and all tokens of it work.
             * @default true
             */
            enabled: boolean | null;
            /**
             * @description Channel group of the tokens that name none.
             * @default default
             */
            group: string;
            /** @description Identifier (usr_…). */
            readonly id?: string;
            /** @description Of all tokens of the user together. */
            limits?: components["schemas"]["Limits"];
            /**
             * @description admin: everything; operator: all but users and settings; user: no access to the control plane.
             * @default user
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Not supported by this version: leave it out or null. */
            unlimited_balance?: boolean | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Login name: letters, digits, '.', '_', '@' and '-'. */
            username: string;
        };
        UserPatch: {
            /** @description Dollars left. This version keeps no balances: always left out. */
            readonly balance?: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at?: string | null;
            /** @description Address, empty when unknown. */
            email?: string;
            /**
             * @description Whether the user and all tokens of it work.
             * @default true
             */
            enabled: boolean | null;
            /**
             * @description Channel group of the tokens that name none.
             * @default default
             */
            group: string;
            /** @description Identifier (usr_…). */
            readonly id?: string;
            /** @description Of all tokens of the user together. */
            limits?: components["schemas"]["Limits"];
            /**
             * @description admin: everything; operator: all but users and settings; user: no access to the control plane.
             * @default user
             * @enum {string}
             */
            role: "admin" | "operator" | "user";
            /** @description Not supported by this version: leave it out or null. */
            unlimited_balance?: boolean | null;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            readonly updated_at?: string | null;
            /** @description Login name: letters, digits, '.', '_', '@' and '-'. */
            username?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "list-channels": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageChannel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-channel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkChannels"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelPatch"];
                "application/merge-patch+json": components["schemas"]["ChannelPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel-health": {
        parameters: {
            query?: {
                /** @description Only changes at or after this time. */
                from?: string;
                /** @description Only changes before this time. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Identifier of the channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelHealth"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamModels"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-groups": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageGroup"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Group"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Group"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupPatch"];
                "application/merge-patch+json": components["schemas"]["GroupPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reloaded"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-logs": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageLog"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-logs": {
        parameters: {
            query?: {
                /** @description Only calls at or after this time. */
                from?: string;
                /** @description Only calls before this time. */
                to?: string;
                /** @description Only calls of this user. */
                user_id?: string;
                /** @description Only calls with this token. */
                token_id?: string;
                /** @description Only calls that ended at this channel. */
                channel_id?: string;
                /** @description Only calls that asked for this model. */
                model?: string;
                /** @description Only calls that ended with this status. */
                status?: number;
                /** @description Only the call with this request id. */
                request_id?: string;
                /** @description csv, or one JSON object a line. */
                format?: "csv" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogDetail"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-prices": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
                /** @description Only versions of exactly this model or pattern. A page may then hold fewer objects than asked for. */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PagePrice"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Price"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-price": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderList"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-routes": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageRoute"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Route"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "decide-route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Route"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-route": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutePatch"];
                "application/merge-patch+json": components["schemas"]["RoutePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsPatch"];
                "application/merge-patch+json": components["schemas"]["SettingsPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupResult"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-tokens": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageToken"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Token"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Token"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenPatch"];
                "application/merge-patch+json": components["schemas"]["TokenPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rotate-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-users": {
        parameters: {
            query?: {
                /** @description Objects per page. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageUser"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replace-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identifier of the object. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
                "application/merge-patch+json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
