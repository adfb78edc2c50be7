-- Rows for schema.sql: they, or what is left of their columns, must survive every edit of edits.txt.
-- Loads with: psql -v ON_ERROR_STOP=1 -1 -f rows.sql

INSERT INTO public.tenants (id, name, owner_id, parent_id, plan_code, settings, created_at) VALUES
    (1, 'Acme & Sons', 100, NULL, 'pro', '{"theme": "dark", "tags": [1, 2]}', '2020-01-01 10:00+00'),
    (2, 'Börse "Nord"', 101, 1, 'free', '{}', '2021-06-30 23:59:59+00'),
    (3, 'O''Neill\Co', NULL, NULL, 'free', '{"n": null}', '2022-02-28 00:00+00');
SELECT setval('public.tenants_id_seq', 3);

INSERT INTO public."user" (id, home_tenant_id, email, display_name, password_hash, locale, "Nick Name", is_active, invited_by, last_seen, tags) VALUES
    (100, 1, 'ann@example.com', 'Ann', '\x0102', 'en', 'A.', true, NULL, '2024-05-01 12:00+00', '{staff,"with space"}'),
    (101, 2, 'Bob@Example.com', 'Bob', NULL, 'de', NULL, true, 100, NULL, '{}'),
    (102, 3, 'cy@example.org', NULL, '\x', 'fr', 'it''s', false, 101, '2019-01-01 00:00+00', ARRAY['x', NULL]),
    (103, NULL, 'dee@example.org', 'Dee "D"', NULL, 'en', '', true, NULL, '2024-05-02 12:00+00', '{"a,b"}');
SELECT setval('public.user_id_seq', 103);

INSERT INTO public.tenant_members VALUES
    (1, 100, 'owner', '{admin,guest}', '2020-01-01'), (1, 101, 'admin', '{guest}', '2020-02-01'),
    (2, 101, 'owner', '{}', '2021-07-01'), (3, 102, 'member', '{member}', '2022-03-01');
INSERT INTO public.role_permissions VALUES
    ('owner', '*', true, 'all'), ('admin', 'orders.write', true, NULL), ('member', 'orders.read', false, '');
INSERT INTO public.api_keys (tenant_id, user_id, token, scopes, expires_at) VALUES
    (1, 100, 'tok-aaaaaaaa', '{read,write}', NULL), (1, 101, 'tok-bbbbbbbb', '{read}', '2030-01-01 00:00+00'), (2, NULL, 'tok-cccccccc', '{}', NULL);
INSERT INTO public.sessions (id, user_id, payload, ip, started_at) VALUES
    ('00000000-0000-0000-0000-000000000001', 100, '{"a": 1}', '10.0.0.1', '2024-01-01 00:00+00'),
    ('00000000-0000-0000-0000-000000000002', 101, NULL, '::1', '2024-01-02 00:00+00'),
    ('00000000-0000-0000-0000-000000000003', 102, '[]', NULL, '2024-01-03 00:00+00');
INSERT INTO public.addresses (user_id, label, address, old_addresses, country) VALUES
    (100, 'home', ROW('1 Main St', 'Oxford', '01234'), ARRAY[ROW('2 Old St', 'Bath', NULL)::public.postal_address], 'GB'),
    (101, NULL, ROW('Am "Markt" 3', 'Köln', '50667'), NULL, 'DE'),
    (102, 'work', NULL, '{}', 'FR');

INSERT INTO public.categories (tenant_id, code, title, parent_code, "position") VALUES
    (1, 'root', 'Everything', NULL, 1), (1, 'tools', 'Tools', 'root', 1), (1, 'saws', 'Saws', 'tools', 1), (2, 'root', 'All', NULL, 1);
INSERT INTO public.products (id, tenant_id, sku, title, description, price, attributes, weight_g, image, discontinued, created_at) VALUES
    (1, 1, 'SAW-1', 'Hand Saw', 'Cuts "wood"', 19.90, '{"color": "red", "tags": ["a"]}', 450, '\xdeadbeef', false, '2023-01-01 00:00+00'),
    (2, 1, 'HAM-2', 'Hammer', NULL, 9.50, '{"color": null}', NULL, NULL, false, '2023-02-01 00:00+00'),
    (3, 2, 'SAW-1', 'Säge', 'Für Holz', 120.00, '{}', 900, NULL, true, '2023-03-01 00:00+00');
SELECT setval('public.products_id_seq', 3);
INSERT INTO public.product_variants VALUES
    (1, 1, '4006381333931', '{30.5,10}', 0), (1, 2, '4006381333948', NULL, 2.50), (2, 1, NULL, '{}', NULL), (3, 1, '4006381333955', '{1.0}', -1);
INSERT INTO public.product_categories VALUES (1, 1, 'saws'), (1, 1, 'tools'), (2, 1, 'tools'), (3, 2, 'root');
INSERT INTO public.prices (product_id, currency, amount, valid, band) VALUES
    (1, 'EUR', 19.90, '[2023-01-01 00:00+00,2024-01-01 00:00+00)', '[10,20]'),
    (1, 'EUR', 21.90, '[2024-01-01 00:00+00,)', NULL), (2, 'USD', 9.50, '[2023-01-01 00:00+00,)', 'empty'), (3, 'EUR', 120, '(,)', '[,)');
INSERT INTO public.coupons (code, tenant_id, percent_off, amount_off, max_uses, valid_until) VALUES
    ('TEN', 1, 10, NULL, 5, 'infinity'), ('five-off', 1, NULL, 5.00, NULL, '2024-12-31'), ('Ü', 2, 50, NULL, 1, '2025-01-01');
INSERT INTO public.reviews (product_id, user_id, stars, body) VALUES
    (1, 100, 5, 'good'), (1, 101, 1, 'it''s "bad"'), (3, NULL, 3, NULL);
INSERT INTO public."Select" VALUES
    (1, 'where', 'By', 'a;b', 50, true), (2, NULL, NULL, '--', 0, false), (3, 'a\b', '', '$$', NULL, NULL);

INSERT INTO public.carts (id, tenant_id, user_id, note) VALUES
    ('00000000-0000-0000-0000-00000000000a', 1, 100, 'first'), ('00000000-0000-0000-0000-00000000000b', 1, NULL, NULL),
    ('00000000-0000-0000-0000-00000000000c', 2, 101, '');
INSERT INTO public.cart_items VALUES
    ('00000000-0000-0000-0000-00000000000a', 1, 1, 2), ('00000000-0000-0000-0000-00000000000a', 2, 1, 1), ('00000000-0000-0000-0000-00000000000c', 3, 1, 7);
INSERT INTO public.orders (id, tenant_id, user_id, code, status, currency, coupon_code, shipping_address_id, placed_at, remarks) VALUES
    (1, 1, 100, 'O-1', 'new', 'EUR', 'TEN', 1, '2024-01-01 08:00+00', 'ring twice'),
    (2, 1, 101, 'O-2', 'paid', 'USD', NULL, NULL, '2024-02-01 08:00+00', NULL),
    (3, 2, 101, 'O-1', 'shipped', 'EUR', 'Ü', 2, '2024-03-01 08:00+00', 'a\b "c"'),
    (4, 1, 100, 'O-4', 'closed', 'EUR', NULL, 1, '2024-04-01 08:00+00', '');
SELECT setval('public.orders_id_seq', 4);
INSERT INTO public."Order Items" (order_id, line_no, product_id, "Quantity", unit_price, discount) VALUES
    (1, 1, 1, 2, 19.90, 10), (1, 2, 2, 1, 9.50, 0), (2, 1, 2, 10, 9.00, 5.55), (3, 1, 3, 1, 120, 0);
INSERT INTO public.order_events (order_id, old_status, new_status, path, at) VALUES
    (2, 'new', 'paid', '{new,paid}', '2024-02-01 09:00+00'), (3, NULL, 'shipped', '{}', '2024-03-02 09:00+00'), (4, 'shipped', 'closed', '{new,paid,shipped,closed}', '2024-04-02 09:00+00');
INSERT INTO public.coupon_redemptions VALUES
    ('TEN', 1, '2024-01-01 08:00+00'), ('Ü', 3, '2024-03-01 08:00+00'), ('TEN', 4, '2024-04-01 08:00+00');

INSERT INTO billing.plans (code, title, price, every, unit, features) VALUES
    ('free', 'Free', 0, 1, 'year', '[]'), ('pro', 'Pro', 49.00, 1, 'month', '["sso"]'), ('day', 'Day pass', 2.50, 3, 'day', '{}');
INSERT INTO billing.accounts (id, tenant_id, billing_email, vat_id, balance) VALUES
    (1, 1, 'pay@acme.example', 'DE123', 10.50), (2, 2, NULL, NULL, NULL), (3, 3, 'x@y.zz', '', 0);
SELECT setval('billing.accounts_id_seq', 3);
INSERT INTO billing.payment_methods (id, account_id, kind, details) VALUES
    (1, 1, 'card', '{"last4": "4242"}'), (2, 1, 'sepa', '{}'), (3, 2, 'paypal', '{"mail": "b@example.com"}');
SELECT setval('billing.payment_methods_id_seq', 3);
UPDATE billing.accounts SET default_method_id = 1 WHERE id = 1;
INSERT INTO billing.subscriptions (account_id, plan_code, during, seats) VALUES
    (1, 'pro', '[2023-01-01,2024-01-01)', 5), (1, 'pro', '[2024-01-01,)', 8), (2, 'free', '(,)', 1);
INSERT INTO billing.invoices (id, number, account_id, order_id, state, issued_on, due_on, total, notes) VALUES
    (1, 1001, 1, 1, 'open', '2024-01-02', '2024-01-16', 45.32, 'line one
line two'), (2, 1003, 1, 2, 'paid', '2024-02-02', '2024-02-02', 85.01, NULL),
    (3, 1005, 2, 3, 'draft', NULL, NULL, 120, ''), (4, 1007, 2, NULL, 'void', '2024-05-01', NULL, 0, NULL);
SELECT setval('billing.invoices_id_seq', 4);
SELECT setval('billing.invoice_number', 1009);
UPDATE public.orders SET current_invoice_id = id WHERE id <= 3;
INSERT INTO billing.tax_rates VALUES ('DE', NULL, 19), ('DE', 'Büsingen', 0), ('GB', NULL, 20);
INSERT INTO billing.invoice_lines (invoice_id, line_no, text, net, tax_rate) VALUES
    (1, 1, 'saws', 35.82, 19), (1, 2, 'hammer', 9.50, 7.000), (2, 1, 'hammers', 85.01, 0), (3, 1, '', 120, 19.5);
INSERT INTO billing.payments (id, invoice_id, method_id, amount, paid_at, reference) VALUES
    (1, 2, 1, 85.01, '2024-02-03 10:11:12.5', 'ref-1'), (2, 1, 2, 20, '2024-02-04 00:00', NULL), (3, 1, NULL, -5, '2024-02-05 23:59:59', 'ref-3');
SELECT setval('billing.payments_id_seq', 3);
INSERT INTO billing.refunds (id, payment_id, amount, reason, replaces_id) VALUES
    (1, 1, 5.00, 'broken', NULL), (2, 1, 6.00, DEFAULT, 1), (3, 2, 0.01, NULL, 2);
SELECT setval('billing.refunds_id_seq', 3);

INSERT INTO warehouse.sites VALUES (1, 'North', '(1,2)', 100), (2, 'South', NULL, NULL), (3, 'It''s West', '(-3.5,4)', 103);
INSERT INTO warehouse.bins VALUES (1, 'A.1', '(1,1),(0,0)', 10), (1, 'A.2', '(3,3),(2,2)', 20), (2, 'A.1', NULL, 100), (3, 'Z', '(9,9),(8,8)', 5);
INSERT INTO warehouse.stock (site_id, bin, product_id, on_hand, reserved) VALUES (1, 'A.1', 1, 10, 2), (1, 'A.2', 2, 5, 0), (2, 'A.1', 3, 0, 0), (1, 'A.1', 2, 1, 1);
INSERT INTO warehouse.stock_moves (id, site_id, product_id, kind, qty, at) VALUES
    (1, 1, 1, 'in', 10, '2024-01-01 00:00+00'), (2, 1, 1, 'out', -2, '2024-01-02 00:00+00'), (3, 2, 3, 'count', 0, '2024-01-03 00:00+00');
SELECT setval('warehouse.stock_moves_id_seq', 3);
INSERT INTO warehouse.shipments (id, order_id, site_id, carrier, tracking_no, sent_at, last_move_id) VALUES
    (1, 3, 1, 'post', 'TRK-00001', '2024-03-02 10:00+00', 2), (2, 4, 2, 'truck', NULL, NULL, NULL), (3, 4, 1, 'post', 'TRK-00003', '2024-04-02 10:00+00', 2);
SELECT setval('warehouse.shipments_id_seq', 3);
UPDATE warehouse.stock_moves SET shipment_id = 1 WHERE id = 2;
INSERT INTO warehouse.suppliers (name, email, old_name, new_name, lead_days) VALUES
    ('Wood Inc', 'w@wood.example', 'Old Wood', 'New Wood', 3), ('Iron AG', NULL, NULL, 'Steel AG', NULL), ('C\D', 'c@d.example', 'o''ld', 'n"ew', 7);

INSERT INTO public.tickets (id, tenant_id, opened_by, assignee_id, order_id, subject, priority, state) VALUES
    (1, 1, 100, NULL, 1, 'Where is it?', 'high', 'open'), (2, 1, 101, 103, NULL, 'It''s broken', 'it''s burning', 'open'), (3, 3, 102, NULL, NULL, 'Hi', 'low', 'done');
SELECT setval('public.tickets_id_seq', 3);
INSERT INTO public.ticket_messages (id, ticket_id, author_id, body, sent_at) VALUES
    (1, 1, 100, 'Hello?', '2024-01-05 00:00+00'), (2, 1, 103, 'On its way', '2024-01-06 00:00+00'), (3, 2, NULL, E'tab\there\nnew line', '2024-01-07 00:00+00');
SELECT setval('public.ticket_messages_id_seq', 3);
UPDATE public.tickets SET first_message_id = 1 WHERE id = 1;
INSERT INTO public.settings VALUES (1, 'theme', '"dark"', 'set by Ann'), (1, 'limit', '10', NULL), (NULL, 'theme', '"light"', ''), (2, 'x''y', NULL, 'z');
INSERT INTO public.feature_flags (name, enabled_for, rollout, legacy_flag) VALUES ('beta', '{1,2}', 0.25, true), ('new cart', '{}', 1, NULL), ('off', '{3}', 0, false);
INSERT INTO public."Audit Log" ("table.name", "row's key", "old ""value""", "new ""value""", actor, at) VALUES
    ('public.user', '100', NULL, '{"a": 1}', 'tester', '2024-01-01 00:00+00'), ('public.user', '101', '{"b": "it''s"}', '{}', 'tester', '2024-01-02 00:00+00'), ('x.y', NULL, 'null', NULL, 'tester', '2024-01-03 00:00+00');
INSERT INTO public."it's ""odd"".table" VALUES (1, 'one', DEFAULT), (2, NULL, NULL), (3, '', 'e');

REFRESH MATERIALIZED VIEW public.product_sales;
