/** The part of the dissector that takes packets apart, and that finds the answer to each call. */
export const PACKETS_PROGRAM: string = `
-- Packets: a header, then items.

local MANAGER, NOBODY = "manager", "nobody"

-- Frames of calls that wait for their answers, by partition, the last one last; and what has been found of them.
local waiting, answered_in, answer_to = {}, {}, {}

function ffa.init()
  waiting, answered_in, answer_to = {}, {}, {}
end

-- An answer is the one for which its partition made its last call that has none yet.
local function follow(packet, frame)
  local calls = waiting[packet.partition] or {}
  waiting[packet.partition] = calls
  if packet.kind == "call" then
    calls[#calls + 1] = frame
  elseif packet.kind == "answer" then
    local call = table.remove(calls)
    if call then
      answered_in[call], answer_to[frame] = frame, call
    end
  elseif packet.kind == "teardown" then
    waiting[packet.partition] = nil
  end
end

local function show_frames(packet, frame)
  local later, earlier = answered_in[frame], answer_to[frame]
  if later then packet.tree:add(field["ffa.response_in"], later):set_generated() end
  if earlier then packet.tree:add(field["ffa.response_to"], earlier):set_generated() end
end

local function show_columns(packet, columns)
  local partition = packet.partition == "" and NOBODY or packet.partition
  local comes = packet.kind == "answer"
  columns.protocol = "FF-A"
  columns.src = comes and MANAGER or partition
  columns.dst = comes and partition or (packet.kind == "call" and MANAGER or "")
  local rule = packet.rule and " " .. packet.rule or ""
  columns.info = packet.summary:gsub("%s+$", "") .. rule
end

function ffa.dissector(tvb, pinfo, root)
  local layout = STRUCTURE.packet[1]
  if tvb:len() < layout.size or tvb:range(0, 4):le_uint() ~= SIGNATURE then return 0 end
  local header = tvb:range(0, layout.size)
  local tree = root:add(ffa, tvb:range())
  local id = number_in(header, 0, layout, "function")
  local row, plain = function_of(id)
  local packet = {
    tree = tree,
    kind = PACKET_KIND_NAMES[number_in(header, 0, layout, "kind")],
    id = plain,
    called = row and row.name,
    partition = "",
    summary = "",
  }
  add_fields(tree, header, 0, layout)
  if row then tree:add(field["ffa.function.name"], row.name):set_generated() end
  show_items(packet, tvb)
  if packet.kind == "teardown" then packet.summary = "is torn down" end
  if not pinfo.visited then follow(packet, pinfo.number) end
  show_frames(packet, pinfo.number)
  show_columns(packet, pinfo.cols)
  tree:append_text(", " .. packet.summary)
  return tvb:len()
end

DissectorTable.get("wtap_encap"):add(wtap_encaps.USER0, ffa)
`;
