/** The part of the dissector that takes the messages of Gunyah's resource manager apart. */
export const MESSAGES_PROGRAM: string = `
-- Messages of Gunyah: the header of the first packet, and the whole payload behind it.

local STANDARD_REPLY = "reply"

local function message_name(id)
  return MESSAGE[id] and MESSAGE[id].name or string.format("message 0x%x", id)
end

-- A name as people write it: "imageSize" is "image size".
local function words_of(name)
  return (name:gsub("%u", function(letter) return " " .. letter:lower() end))
end

-- Flags by their names; nil where others are set.
local function flags_text(row, value)
  local names, rest = {}, value
  for _, flag in ipairs(row.flags) do
    if math.floor(value / flag.bit) % 2 == 1 then
      names[#names + 1] = flag.name
      rest = rest - flag.bit
    end
  end
  return rest == 0 and #names > 0 and table.concat(names, "+") or nil
end

-- The value of a field by its name, or as a number.
local function named_value(range, row)
  local text = row.names and row.names[range:le_uint()] or row.flags and flags_text(row, range:le_uint())
  return text or value_text(range:le_uint64())
end

-- The fields of a structure that are not zero, in words. The caller has seen that it is there.
local function field_texts(bytes, layout, parts)
  for _, row in ipairs(layout.fields) do
    local range = bytes:range(row.offset, row.width)
    local text = is_zero(range) and "0" or named_value(range, row)
    if text ~= "0" or row.name == "handle" then parts[#parts + 1] = words_of(row.name) .. " " .. text end
  end
  return parts
end

-- Shows the header of a packet. Answers the numbers in it; nil where it is cut off.
local function show_packet_header(tree, bytes)
  local layout = MESSAGE_STRUCTURE.header[1]
  tree = tree:add(bytes:range(0, math.min(layout.size, bytes:len())), "Packet header")
  add_fields(tree, bytes, 0, layout)
  if bytes:len() < layout.size then return nil end
  return { id = number_in(bytes, 0, layout, "id"), sequence = number_in(bytes, 0, layout, "sequence") }
end

-- A part of a buffer for which its message has no field.
local function show_bytes(buffer, filter, at)
  if at < buffer.bytes:len() then buffer.tree:add(field[filter], buffer.bytes:range(at)) end
end

-- Shows a list. Answers where it ends and how many entries it has; nil where it is cut off or longer than a list can be.
local function show_list(buffer, list, at)
  local head, entry = MESSAGE_STRUCTURE[list.head][1], MESSAGE_STRUCTURE[list.entry][1]
  if claim(buffer, head, at, list.title) == "cut" then return nil end
  local count = number_in(buffer.bytes, at, head, "count")
  claim_array(buffer, entry, list.title, at + head.size, count, entry.size, false)
  local list_end = at + head.size + count * entry.size
  if count > MOST_ENTRIES or list_end > buffer.bytes:len() then return nil end
  return list_end, count
end

local function lists_of(buffer, shape, head)
  if shape.lists_of_kind == nil then return shape.lists end
  return shape.lists_of_kind[number_in(buffer.bytes, 0, head, "kind")] or {}
end

-- Shows the payload of a request or a notification. Answers it in words; nil where it is not whole.
local function show_payload(buffer, shape)
  local head = MESSAGE_STRUCTURE[shape.head][1]
  if claim(buffer, head, 0, head.name) == "cut" then return nil end
  local parts, at = field_texts(buffer.bytes, head, {}), head.size
  for _, list in ipairs(lists_of(buffer, shape, head)) do
    if at == buffer.bytes:len() then break end
    local count
    at, count = show_list(buffer, list, at)
    if at == nil then return nil end
    if count > 0 then parts[#parts + 1] = list.name .. "[" .. count .. "]" end
  end
  show_bytes(buffer, shape.rest or "gunyah.rm.bytes", at)
  if buffer.bytes:len() < shape.minimum then return nil end
  if at < buffer.bytes:len() and not shape.trailing then return nil end
  return table.concat(parts, ", ")
end

-- Data follows an OK alone, and not every OK.
local function reply_head(buffer, shape)
  local error = number_in(buffer.bytes, 0, MESSAGE_STRUCTURE[STANDARD_REPLY][1], "error")
  local alone = shape == nil or shape.reply == nil or error ~= 0 or buffer.bytes:len() == 4
  return MESSAGE_STRUCTURE[alone and STANDARD_REPLY or shape.reply.head][1], error
end

local function show_error(packet, buffer, name, code)
  local range = buffer.bytes:range(0, 4)
  local text = ERROR_NAMES[code] or string.format("error 0x%x", code)
  packet.tree:add(field["gunyah.rm.error.name"], range, text):set_generated()
  if code == 0 then return text end
  local errno = packet.tree:add(field["gunyah.rm.errno"], range, ERRNO[code] or ERRNO.other)
  errno:set_generated()
  buffer.tree:add_proto_expert_info(buffer.experts.refused, name .. " was refused: " .. text)
  return text
end

-- Shows the payload of an answer. Answers it in words.
local function show_reply(packet, buffer, shape, name)
  if buffer.bytes:len() < 4 then
    claim(buffer, MESSAGE_STRUCTURE[STANDARD_REPLY][1], 0, "Reply")
    return buffer.bytes:len() .. " bytes"
  end
  local head, code = reply_head(buffer, shape)
  local text = show_error(packet, buffer, name, code)
  if claim(buffer, head, 0, head.name) == "cut" then return text end
  local at, entry = head.size, head.name ~= MESSAGE_STRUCTURE[STANDARD_REPLY][1].name and shape.reply.entry
  if entry then
    local layout = MESSAGE_STRUCTURE[entry][1]
    local count = number_in(buffer.bytes, 0, head, "count")
    claim_array(buffer, layout, layout.name, at, count, layout.size, false)
    at = at + count * layout.size
  end
  show_bytes(buffer, "gunyah.rm.bytes", at)
  local parts = {}
  for _, part in ipairs(field_texts(buffer.bytes, head, {})) do
    if not part:find("^error ") then parts[#parts + 1] = part end
  end
  return text .. (#parts > 0 and " " .. table.concat(parts, ", ") or "")
end

-- What a request or a notification says, behind its name.
local function payload_text(buffer, shape, name)
  if shape == nil then show_bytes(buffer, "gunyah.rm.bytes", 0) end
  local text = shape and show_payload(buffer, shape)
  if text == nil then return name .. ", " .. buffer.bytes:len() .. " bytes" end
  return (name .. " " .. text):gsub(" $", "")
end

function rest.message(packet, bytes)
  local tree = packet.tree:add(field["gunyah.rm.packet"], bytes)
  local header = show_packet_header(tree, bytes)
  if header == nil then return end
  packet.exchange = header.id .. " " .. header.sequence
  local name, shape = message_name(header.id), MESSAGE[header.id]
  local size = MESSAGE_STRUCTURE.header[1].size
  -- A range has a byte at least.
  if bytes:len() == size then
    packet.summary = name .. ", 0 bytes"
    tree:add_proto_expert_info(packet.protocol.experts.cut_off, name .. " has no payload")
    return
  end
  local payload = bytes:range(size)
  local buffer = { tree = tree, bytes = payload, shown = {}, experts = packet.protocol.experts }
  if packet.kind == "reply" then
    packet.summary = "-> " .. show_reply(packet, buffer, shape, name)
  else
    packet.summary = payload_text(buffer, shape, name)
  end
  show_broken_bytes(packet, payload)
end

-- A packet as it came, whatever is in it.
function rest.packet(packet, bytes, tree, value, texts)
  tree = packet.tree:add(field["gunyah.rm.packet"], bytes)
  local header = show_packet_header(tree, bytes)
  local text = "a packet of " .. bytes:len() .. " bytes"
  if header then text = text .. ", " .. message_name(header.id) .. ", sequence " .. header.sequence end
  packet.summary = "dropped, " .. texts[1] .. ": " .. text
  local size = MESSAGE_STRUCTURE.header[1].size
  if bytes:len() > size then tree:add(field["gunyah.rm.bytes"], bytes:range(size)) end
end

function meaning.dropped(packet, tree, value, texts)
  packet.summary = "dropped, " .. texts[1] .. ": a packet of 0 bytes"
  tree:add_proto_expert_info(packet.protocol.experts.dropped, "A packet was dropped: " .. texts[1])
end
`;
