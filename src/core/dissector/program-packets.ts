/** The part of the dissector that takes packets apart, and that finds the answer to each call. */
export const PACKETS_PROGRAM: string = `
-- Packets: a header, then items.

local NOBODY = "nobody"

-- What tells the packets of one protocol from those of the other: which kinds ask, which answer or tell, and which items they have.
local FFA = {
  proto = ffa,
  name = "ffa",
  title = "FF-A",
  manager = "manager",
  structures = STRUCTURE,
  experts = ffa_expert,
  items = { calls = true, both = true },
  asks = { call = true },
  answers = { answer = true },
}
local GUNYAH = {
  proto = gunyah,
  name = "gunyah",
  title = "Gunyah",
  manager = "RM",
  structures = MESSAGE_STRUCTURE,
  experts = gunyah_expert,
  items = { messages = true, both = true },
  asks = { request = true },
  answers = { reply = true },
}
local PROTOCOL = { request = GUNYAH, reply = GUNYAH, notice = GUNYAH, drop = GUNYAH }

-- Frames of calls and requests that wait for their answers, by who made them, the last one last; and what has been found of them.
local waiting, answered_in, answer_to = {}, {}, {}

function ffa.init()
  waiting, answered_in, answer_to = {}, {}, {}
end

-- An answer is the one for which its partition made its last call that has none yet, its VM the request of the same number.
local function follow(packet, frame)
  local who = packet.protocol.name .. " " .. packet.party .. " " .. (packet.exchange or "")
  local asked = waiting[who] or {}
  waiting[who] = asked
  if packet.protocol.asks[packet.kind] then
    asked[#asked + 1] = frame
  elseif packet.protocol.answers[packet.kind] then
    local call = table.remove(asked)
    if call then
      answered_in[call], answer_to[frame] = frame, call
    end
  elseif packet.kind == "teardown" then
    waiting[who] = nil
  end
end

local function show_frames(packet, frame)
  local later, earlier = answered_in[frame], answer_to[frame]
  if later then packet.tree:add(field[packet.protocol.name .. ".response_in"], later):set_generated() end
  if earlier then packet.tree:add(field[packet.protocol.name .. ".response_to"], earlier):set_generated() end
end

local GOES = { call = true, request = true, drop = true }
local COMES = { answer = true, reply = true, notice = true }

local function show_columns(packet, columns)
  local party = packet.party == "" and NOBODY or packet.party
  local manager = packet.protocol.manager
  columns.protocol = packet.protocol.title
  columns.src = COMES[packet.kind] and manager or party
  columns.dst = COMES[packet.kind] and party or (GOES[packet.kind] and manager or "")
  local rule = packet.rule and " " .. packet.rule or ""
  columns.info = packet.summary:gsub("%s+$", "") .. rule
end

function ffa.dissector(tvb, pinfo, root)
  local layout = STRUCTURE.packet[1]
  if tvb:len() < layout.size or tvb:range(0, 4):le_uint() ~= SIGNATURE then return 0 end
  local header = tvb:range(0, layout.size)
  local kind = PACKET_KIND_NAMES[number_in(header, 0, layout, "kind")]
  local protocol = PROTOCOL[kind] or FFA
  local tree = root:add(protocol.proto, tvb:range())
  local id = number_in(header, 0, layout, "function")
  local row, plain
  if protocol == FFA then row, plain = function_of(id) end
  local packet = {
    protocol = protocol,
    tree = tree,
    kind = kind,
    id = plain,
    called = row and row.name,
    party = "",
    summary = "",
  }
  add_fields(tree, header, 0, protocol.structures.packet[1])
  if row then tree:add(field["ffa.function.name"], row.name):set_generated() end
  show_items(packet, tvb)
  if packet.kind == "teardown" then packet.summary = "is torn down" end
  if packet.kind == "settle" then packet.summary = "settles what guests left" end
  if not pinfo.visited then follow(packet, pinfo.number) end
  show_frames(packet, pinfo.number)
  show_columns(packet, pinfo.cols)
  tree:append_text(", " .. packet.summary)
  return tvb:len()
end

DissectorTable.get("wtap_encap"):add(wtap_encaps.USER0, ffa)
`;
